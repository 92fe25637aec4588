"""The reader of pages that the guards rely on."""

from guards.pages import Page, all_pages, chapter_pages, words

PAGE = Page(
    "book/part/stem",
    """---
kernelspec: {name: python3}
---

(stem)=
# A title with $a$

Text with `code $no$`, {prf:ref}`thm-one` and $b
+ c$.

```{prf:theorem} Name of $d$
:label: thm-one

Then

$$
e = f .
$$
```

```{math}
:label: eq-one

g
```

% a comment with $h$
```{code-cell} python3
---
mystnb:
  figure:
    name: fig-stem-one
    caption: |
      Shows $i$.
  image:
    alt: A line.
tags: [hide-input]
---
x = "$j$"
plot(x);
```

```
plain $k$
```
""",
)


def test_formulas_with_their_lines():
    found = {(line, latex.strip()) for line, latex in PAGE.formulas}
    assert found == {(6, "a"), (8, "b\n+ c"), (11, "d"), (16, "e = f ."), (21, "g"), (28, "i")}


def test_labels():
    assert set(PAGE.labels) == {"stem", "thm-one", "eq-one", "fig-stem-one"}


def test_cells():
    (cell,) = PAGE.cells
    assert (cell.line, cell.tags, cell.alt) == (28, ["hide-input"], "A line.")
    assert cell.code == 'x = "$j$"\nplot(x);'


def test_words_have_no_code_roles_or_formulas():
    assert "code" not in words(PAGE.prose)
    assert "thm" not in words(PAGE.prose)
    assert words("a $b$ c").split() == ["a", "c"]


def test_prose_keeps_its_lines():
    assert PAGE.prose.count("\n") == len(PAGE.text.splitlines()) - 1
    assert "comment" not in PAGE.prose
    assert "plain" not in PAGE.prose


def test_the_chapters_are_read_to_the_end():
    for page in chapter_pages():
        assert sum(block.name == "code-cell" for block in page.blocks) == page.text.count(
            "{code-cell}"
        )
        assert sum(b.name == "exercise-start" for b in page.blocks) == page.text.count(
            "{exercise-start}"
        )
        assert len(page.formulas) > 50
    assert len(all_pages()) > 5
