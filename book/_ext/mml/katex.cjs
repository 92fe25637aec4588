// Typesets formulas: one JSON request a line on stdin, one JSON answer a line on stdout.
// Ends when stdin ends, so it cannot outlive the build.
const [katexPath, macros] = process.argv.slice(2);
const katex = require(katexPath);
const options = { throwOnError: true, strict: "error", trust: false };
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { latex, display } = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(latex, { ...options, displayMode: display, macros: JSON.parse(macros) }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
