"""How far a typed word is from a meant one, in halves of a slip of the fingers."""

SLIP = 2  # a letter too many, too few, another letter, or two swapped
SOUNDS_ALIKE = 1  # a letter for another of the same sound: ذیتون for زیتون
SOUNDS = ("زذضظ", "سصث", "تط", "هح", "قغ", "اعآ", "یئ")
_SOUND = {letter: sound for sound in SOUNDS for letter in sound}


def distance(typed: str, meant: str, most: int) -> int:
    """Optimal string alignment distance in half slips; anything above `most` is `most` + 1."""
    if abs(len(typed) - len(meant)) * SLIP > most:
        return most + 1
    before: list[int] = []
    row = [place * SLIP for place in range(len(meant) + 1)]
    for i, letter in enumerate(typed, start=1):
        before, above, row = row, before, [i * SLIP]
        for j, other in enumerate(meant, start=1):
            best = min(before[j] + SLIP, row[j - 1] + SLIP, before[j - 1] + _swap(letter, other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                best = min(best, above[j - 2] + SLIP)
            row.append(best)
    return min(row[-1], most + 1)


def _swap(letter: str, other: str) -> int:
    if letter == other:
        return 0
    sound = _SOUND.get(letter)
    return SOUNDS_ALIKE if sound and sound == _SOUND.get(other) else SLIP
