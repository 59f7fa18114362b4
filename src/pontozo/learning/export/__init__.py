"""Writing models as ONNX, in whole numbers where that costs next to nothing, so that they run without torch.

Needs onnx; `export_encoder` torch, transformers and onnxscript too. `engine.classifier` runs what it writes.
`export_grader` makes a saved grader of the family `exported` from one of the family `encoder`.
"""

from pontozo.learning.export.encoder import export_encoder
from pontozo.learning.export.errors import ExportError
from pontozo.learning.export.grader import Exported, export_grader
from pontozo.learning.export.nearness import Nearness, drawn

__all__ = ["ExportError", "Exported", "Nearness", "drawn", "export_encoder", "export_grader"]
