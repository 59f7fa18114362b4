"""Running an exported encoder fast on a CPU, without torch."""

from pontozo.engine.encoder import Encoded, Encoder, embedded_encoder, load_encoder

__all__ = ["Encoded", "Encoder", "embedded_encoder", "load_encoder"]
