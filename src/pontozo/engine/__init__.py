"""Running an exported encoder fast on a CPU, without torch."""

from pontozo.engine.classifier import Classifier, TokenPair, load_classifier
from pontozo.engine.encoder import Encoded, Encoder, embedded_encoder, load_encoder, unit_vectors

__all__ = [
    "Classifier",
    "Encoded",
    "Encoder",
    "TokenPair",
    "embedded_encoder",
    "load_classifier",
    "load_encoder",
    "unit_vectors",
]
