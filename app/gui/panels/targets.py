"""Fields for what is written: a file that may be there already, or a folder."""

from PySide6.QtWidgets import QFileDialog

from app.gui.panels.files_field import FilesField


class TargetField(FilesField):
    """A file to be written; one that is there already is for whoever writes to ask about."""

    def __init__(self, name: str, example: str, explanation: str, kinds: str) -> None:
        super().__init__(name, example, explanation)
        self._kinds = kinds

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self,
            self._name,
            self.file,
            self._kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self.text.setText(name)


class FolderField(FilesField):
    """A folder, which need not be there yet."""

    def _choose_file(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self._name, self.file)
        if name:
            self.text.setText(name)
