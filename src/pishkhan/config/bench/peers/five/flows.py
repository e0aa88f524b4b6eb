"""Five steps of persons in a row, as django-viewflow says them."""

from viewflow import this
from viewflow.workflow import flow


class Five(flow.Flow):
    """The process of the benchmark."""

    start = flow.StartHandle().Next(this.step_0)
    step_0 = flow.View(None).Next(this.step_1)
    step_1 = flow.View(None).Next(this.step_2)
    step_2 = flow.View(None).Next(this.step_3)
    step_3 = flow.View(None).Next(this.step_4)
    step_4 = flow.View(None).Next(this.end)
    end = flow.End()
