"""What a published copy leaves out, counted and said in words."""

from __future__ import annotations


class Removed:
    """Kinds of things with their numbers, in the order they were first met."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def note(self, what: str, count: int = 1) -> None:
        """So many of these; none is not noted."""
        if count:
            self._counts[what] = self._counts.get(what, 0) + count

    def join(self, other: Removed, where: str) -> None:
        """What was left out of a document inside this one."""
        for what, count in other._counts.items():
            self.note(f"{where}中的{what}", count)

    def words(self) -> list[str]:
        """["批注 3 处", "文档属性（作者、单位、时间等） 1 处"].

        >>> removed = Removed()
        >>> removed.note("批注", 2)
        >>> removed.note("修订", 0)
        >>> removed.words()
        ['批注 2 处']
        """
        return [f"{what} {count} 处" for what, count in self._counts.items()]
