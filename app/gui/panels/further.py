"""The options that a form seldom needs: all that the command line takes beyond the first row."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.domain.options import RunOptions
from app.gui.panels.certificate_options import CertificateOptions
from app.gui.panels.client_options import ClientOptions
from app.gui.panels.network_options import NetworkOptions

SHRINKING = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
SHORTEST = 12
BETWEEN = 10


class FurtherOptions(QWidget):
    """Three groups, as many beside each other as fit. Tool tips name the option, as complaints do.

    Signals:
        entered: Enter was pressed in a field.
        rearranged: the groups stand otherwise, and want another height.
    """

    entered = Signal()
    rearranged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.client = ClientOptions()
        self.network = NetworkOptions()
        self.certificates = CertificateOptions()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setSpacing(BETWEEN)
        self._is_narrow = False
        self._place()
        for box in self.findChildren(QComboBox):
            # The longest title shows when the list is open; it need not widen the window.
            box.setSizeAdjustPolicy(SHRINKING)
            box.setMinimumContentsLength(SHORTEST)
        for text in self.findChildren(QLineEdit):
            text.returnPressed.connect(self.entered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._wanted(is_narrow=False)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place()
            self.rearranged.emit()

    def minimumSizeHint(self) -> QSize:
        """Be content with the width of two groups, though there are three beside each other."""
        return QSize(self._wanted(is_narrow=True), super().minimumSizeHint().height())

    def _wanted(self, *, is_narrow: bool) -> int:
        groups = (self.client, self.network, self.certificates)
        client, network, certificates = (one.minimumSizeHint().width() for one in groups)
        if is_narrow:
            return max(client, certificates) + network + BETWEEN
        return client + network + certificates + 2 * BETWEEN

    def _place(self) -> None:
        """Put the groups beside each other, or the last one below the first."""
        while self._grid.count():
            self._grid.takeAt(0)
        self._grid.addWidget(self.client, 0, 0)
        if self._is_narrow:
            self._grid.addWidget(self.network, 0, 1, 2, 1)
            self._grid.addWidget(self.certificates, 1, 0)
        else:
            self._grid.addWidget(self.network, 0, 1)
            self._grid.addWidget(self.certificates, 0, 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 0 if self._is_narrow else 1)

    def filled(self, options: RunOptions) -> RunOptions:
        """Give the options with what is set here, as it is typed; what is not set stays blank."""
        for group in (self.client, self.network, self.certificates):
            options = group.filled(options)
        return options
