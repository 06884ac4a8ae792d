"""Password rules."""


class ThreeKindsValidator:
    """Three kinds of characters."""


class NotThePersonValidator:
    """Not the person's own name."""


class NotUsedBeforeValidator:
    """Not one of the last five."""

    def __init__(self, remembered: int = 5) -> None:
        self.remembered = remembered
