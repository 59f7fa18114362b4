"""Tuning a checkpoint on rated answers: `options.TrainOptions` says how, `running.tune` does it."""
