"""The check finds a planted phrase in every kind of text, and leaves code alone."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

PATH = str(pathlib.Path(__file__).with_name("check"))
LOADER = importlib.machinery.SourceFileLoader("check", PATH)
check = importlib.util.module_from_spec(importlib.util.spec_from_loader("check", LOADER))
LOADER.exec_module(check)


class Planted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        check.ROOT = pathlib.Path(folder.name)
        check.ALLOWANCE = check.ROOT / "allowance.txt"

    def found(self, name, text):
        (check.ROOT / name).write_text(text, encoding="utf-8")
        return sorted((line, words) for line, words, _ in check.matches(name))

    def test_a_phrase_is_found_in_comments_and_strings_of_rust(self):
        for text in [
            "/// Begins anew.\nfn f() {}\n",
            "// It begins\n// anew.\n",
            "/* begins anew */\n",
            'let s = "begins anew";\n',
            'let s = r#"a "b" begins anew"#;\n',
            'let s = "by \\\n    itself";\n',
            "//! There is\n//! no such setting.\n",
            "let c = '\"'; // anew\n",
        ]:
            self.assertEqual(len(self.found("a.rs", text)), 1, text)
        self.assertEqual(self.found("a.rs", "fn f() {}\n\n/// It is\n/// told.\n"), [(3, "is told")])

    def test_code_is_left_alone(self):
        for text in ["fn anew() { amiss::mend(); }\n", 'f("by", itself);\n', "let by = itself;\n", "let a: &'a str = 'x';\n"]:
            self.assertEqual(self.found("a.rs", text), [], text)
        self.assertEqual(self.found("a.toml", 'anew = "amiss"\n'), [])

    def test_a_phrase_is_found_in_pages_and_in_comments_of_toml(self):
        self.assertEqual(self.found("a.md", "one\n\nWhoever\nasks"), [(3, "Whoever")])
        self.assertEqual(len(self.found("a.html", "<p>Try it anew</p>")), 1)
        self.assertEqual(self.found("a.toml", 'x = 1\ny = "z" # anew\n# amiss\n'), [(2, "anew"), (3, "amiss")])

    def test_a_question_is_no_relative_clause(self):
        self.assertEqual(self.found("a.md", "Who asks for this?"), [])
        self.assertEqual(len(self.found("a.md", "Who asks twice waits. Really?")), 1)

    def test_the_allowance_can_only_shrink(self):
        check.counts = lambda: {"a.md": 2}
        self.assertEqual(check.rewrite(), 0)
        self.assertEqual(check.check(), 0)
        check.show = lambda path: None
        for other in ({"a.md": 3}, {"a.md": 1}, {"a.md": 2, "b.md": 1}, {}):
            check.counts = lambda other=other: other
            self.assertEqual(check.check(), 1, other)
        check.counts = lambda: {"a.md": 3}
        self.assertEqual(check.rewrite(), 1)
        # Text that moves takes its allowance with it.
        check.counts = lambda: {"b.md": 2}
        self.assertEqual(check.rewrite(), 0)
        self.assertEqual(check.check(), 0)


if __name__ == "__main__":
    unittest.main(buffer=True)
