"""A case whose acts are user tasks, each followed by the next. No HTTP; the officer is assigned in memory."""

from typing import Any

from django.contrib.auth.models import User
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS


class CaseFlow(flow.Flow):
    """A case under way."""

    process_class = Process

    start = flow.StartHandle(this.begin).Next(this.act)
    act = flow.View(lambda request: None).Next(this.act)

    def begin(self, activation: Any) -> Any:
        """The new case is kept as it is."""
        return activation.process


class UserTask:
    """One act: the case's open task is loaded, started and done, and the next one is there."""

    def __init__(self) -> None:
        self._officer = User.objects.create(username="officer")

    def opened(self) -> int:
        return int(CaseFlow.start.run().pk)

    def act(self, case: int) -> None:
        with CaseFlow.lock(case):
            tasks = Task.objects.select_related("process")
            task = tasks.get(process_id=case, flow_task=CaseFlow.act, status=STATUS.NEW)
            task.owner, task.status = self._officer, STATUS.ASSIGNED
            activation = CaseFlow.act.activation_class(task)
            activation.start(None)
            activation.execute()

    def counted(self, case: int) -> int:
        return int(Task.objects.filter(process_id=case, flow_task=CaseFlow.act, status=STATUS.DONE).count())
