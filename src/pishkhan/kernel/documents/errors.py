"""What may go wrong while a document is made; both are faults of the installation or of code."""


class FontsMissingError(RuntimeError):
    """The typeface is not where set-up puts it."""

    def __init__(self, folders: list[str]) -> None:
        looked = ", ".join(folders) or "no folder of static files"
        super().__init__(
            f"Vazirmatn-Regular.ttf and -Bold.ttf not found in {looked}: run make setup"
        )


class UnknownTemplateError(LookupError):
    """There is no template of that name."""
