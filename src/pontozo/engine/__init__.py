"""Running an exported encoder fast on a CPU, without torch."""

from pontozo.engine.encoder import Encoded, Encoder, embedded_encoder, load_encoder, unit_vectors

__all__ = ["Encoded", "Encoder", "embedded_encoder", "load_encoder", "unit_vectors"]
