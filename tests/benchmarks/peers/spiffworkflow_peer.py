"""SpiffWorkflow: `python -m tests.benchmarks.peers.spiffworkflow_peer URL`, a new and empty database.

It brings no storage of its own: a case is one row.
"""

import sys
from importlib.metadata import version
from itertools import pairwise

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from tests.benchmarks.peers.cases import Cases
from tests.benchmarks.peers.talk import PER_CASE, SPARE, serve

NAMES = [f"act_{n}" for n in range(PER_CASE + SPARE)]
STEPS = ["begin", *NAMES, "end"]
BPMN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:case">'
    '<process id="case" isExecutable="true"><startEvent id="begin"/><endEvent id="end"/>'
    + "".join(f'<userTask id="{name}" name="{name}"/>' for name in NAMES)
    + "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{one}" targetRef="{then}"/>'
        for n, (one, then) in enumerate(pairwise(STEPS))
    )
    + "</process></definitions>"
)


class LoadRunSave:
    """One act: the case is read and built up from its row, its next user task run, the row written."""

    def __init__(self, url: str) -> None:
        self._cases = Cases(url)
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        parser = BpmnParser()
        parser.add_bpmn_str(BPMN.encode())
        self._spec = parser.get_spec("case")

    def opened(self) -> int:
        workflow = BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        case = self._cases.add(self._serializer.serialize_json(workflow))
        self.remember(case, workflow)
        return case

    def act(self, case: int) -> None:
        workflow = self._serializer.deserialize_json(self._cases.load(case))
        self._run(workflow)
        self._cases.save(case, self._serializer.serialize_json(workflow))

    def counted(self, case: int) -> int:
        workflow = self._serializer.deserialize_json(self._cases.load(case))
        done = workflow.get_tasks(state=TaskState.COMPLETED)
        return sum(task.task_spec.bpmn_id in NAMES for task in done)

    def remember(self, case: int, workflow: BpmnWorkflow) -> None:
        """Nothing is kept in memory."""

    def _run(self, workflow: BpmnWorkflow) -> None:
        workflow.get_next_task(state=TaskState.READY, manual=True).run()
        workflow.do_engine_steps()


class Warm(LoadRunSave):
    """The same with every case kept in memory by the one process that may change it: nothing is loaded."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._kept: dict[int, BpmnWorkflow] = {}

    def act(self, case: int) -> None:
        workflow = self._kept[case]
        self._run(workflow)
        self._cases.save(case, self._serializer.serialize_json(workflow))

    def remember(self, case: int, workflow: BpmnWorkflow) -> None:
        self._kept[case] = workflow


def main() -> None:
    url = sys.argv[1]
    ways = {"spiffworkflow": LoadRunSave(url), "spiffworkflow_warm": Warm(url)}
    serve(f"SpiffWorkflow {version('spiffworkflow')}", ways)


if __name__ == "__main__":
    main()
