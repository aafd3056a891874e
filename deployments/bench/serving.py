"""Prefect's `flow.serve` for one act, as its users would write it; ended from outside."""

from deployments.acts import act_specs
from deployments.bench.acts import WANTED
from flows.guidance import guidance


def main() -> None:
    """Serve the act until told to stop."""
    (spec,) = (spec for spec in act_specs() if spec.full_name == WANTED)
    guidance.serve(name=spec.name, parameters=dict(spec.parameters))


if __name__ == "__main__":
    main()
