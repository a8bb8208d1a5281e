"""docs/qa.md says what is."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.support.screens.names import PATH, renewed


def test_the_list_of_names_is_fresh(qapp: QApplication) -> None:
    """Otherwise: python -m tests.support.screens.names."""
    document = PATH.read_text("utf-8")
    assert renewed(document) == document


def test_the_example_is_the_one_that_runs() -> None:
    quoted = PATH.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    assert quoted.startswith("def test_")
    assert quoted in Path(__file__).with_name("test_qa_example.py").read_text("utf-8")
