"""What people type to find something, as a pattern of LIKE (`escape="\\\\"`)."""


def like_pattern(search: str) -> str:
    """Rows that have these words one behind the other; digits of a number may have spaces.

    "" where nothing was typed. To be compared with lower-case columns.
    """
    words = " ".join(search.split()).lower()
    if words.replace(" ", "").isdigit():
        words = words.replace(" ", "")
    return f"%{''.join(map(_escaped, words))}%" if words else ""


def _escaped(character: str) -> str:
    if character in "%_\\":
        return "\\" + character
    # SQLite knows capitals of ASCII alone, so any letter will do in the place of an umlaut.
    return character if character.isascii() else "_"
