"""Answers to the exercises of the chapter linear_maps."""

from mmlbook.exercises import choice, expression, function, number, vector

__all__ = ["ANSWERS"]

CORNERS = [[0, 0], [1, 0], [0, 1]]
SPREAD = [[0, 0], [2, 0], [0, 2]]

ANSWERS = {
    "linear-maps-1": vector([1, 2, 3], hint="Where do the powers of x go?"),
    "linear-maps-2": vector([2, -1], hint="How must the two columns be combined to give zero?"),
    "linear-maps-3": number("-30", hint="Linear in that one entry: what is its cofactor?"),
    "linear-maps-4": vector(
        [-0.8, 0.6, 0.6, 0.8], hint="Cosine and sine of the double angle, from its tangent."
    ),
    "linear-maps-5": number("30240", hint="How many products are there, and how long is each?"),
    "linear-maps-6": function(
        cases=[
            ((CORNERS, [[1, 2], [2, 2], [1, 4]]), [[1, 0, 1], [0, 2, 2]]),
            ((SPREAD, [[0, 0], [0, 2], [-2, 0]]), [[0, -1, 0], [1, 0, 0]]),
        ],
        hint="Give each point a third entry, 1, and solve one system for both coordinates.",
    ),
    "linear-maps-7": choice("b", hint="Of which matrix is c_1j the cofactor?"),
    "linear-maps-8": choice("bd", hint="Which of them can you turn upright without a mirror?"),
    "linear-maps-9": number("-528.6", tolerance=1e-3, hint="Add the logarithms of the layers."),
    "linear-maps-10": expression(
        "(1 - r)**3 * (1 + 3*r)", symbols=("r",), hint="Split off r times ones times ones."
    ),
    "linear-maps-11": vector([-13, 7, 0], hint="Walk along the kernel."),
    "linear-maps-12": vector([42, 114, 41], hint="Shear pictures of 8 by 8 pixels, by warp_image."),
    "linear-maps-13": number("65", hint="What is the small matrix?"),
}
