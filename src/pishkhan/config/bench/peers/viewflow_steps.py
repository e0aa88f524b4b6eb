"""Five steps in django-viewflow, in an environment of its own: `python viewflow_steps.py URL CASES`.

A step takes the task, begins it and completes it, as its views do, in one transaction. Prints CPU
milliseconds a step, of this process. Nothing of it is ours and nothing of ours uses it.
"""

import sys
import time
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings


STEPS = 5
FORM = {f"question_{number}": "پاسخی که متقاضی نوشته است" for number in range(30)}


def main() -> None:
    """Open the cases, walk each to its end, tell what a step cost."""
    address, count = urlsplit(sys.argv[1]), int(sys.argv[2])
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": address.path[1:],
                "USER": address.username,
                "HOST": parse_qs(address.query)["host"][0],
            }
        },
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow",
            "five",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )  # fmt: skip
    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - after setup
    from django.core.management import call_command  # noqa: PLC0415 - the same
    from five.flows import Five  # noqa: PLC0415 - the same

    call_command("migrate", verbosity=0)
    clerk = get_user_model().objects.create(username=f"clerk {time.time()}")
    opened = [Five.start.run(data=FORM) for _number in range(count)]
    began = time.process_time()
    for _step in range(STEPS):
        for process in opened:
            step(Five, process, clerk)
    spent = time.process_time() - began
    sys.stdout.write(str(1000 * spent / (count * STEPS)))


def step(five: type, process: object, clerk: object) -> None:
    """One step of one case, one transaction."""
    from django.db import transaction  # noqa: PLC0415 - after setup
    from viewflow.workflow.models import Task  # noqa: PLC0415 - the same

    with transaction.atomic(), five.lock(process.pk):
        task = Task.objects.filter(process_id=process.pk, finished=None).get()
        activation = task.flow_task.activation_class(task)
        activation.assign(clerk)
        activation.start(None)
        activation.execute()


if __name__ == "__main__":
    main()
