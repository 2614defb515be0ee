"""The facilitator's and the evaluator's side of a sitting: what is watched, and the texts that their screens show."""
