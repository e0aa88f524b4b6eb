"""Five steps in SpiffWorkflow, in an environment of its own: `python spiff_steps.py URL CASES`.

A step loads the case, restores its state, does the task of the person, runs on, writes the state
back with a row of the event, and commits. Prints CPU milliseconds a step, of this process.
"""

import io
import sys
import time
from itertools import pairwise

import psycopg
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState


STEPS = 5
FORM = {f"question_{number}": "پاسخی که متقاضی نوشته است" for number in range(30)}
TABLES = """
    DROP TABLE IF EXISTS spiff_case, spiff_event;
    CREATE TABLE spiff_case (id bigint PRIMARY KEY, state text NOT NULL);
    CREATE TABLE spiff_event (case_id bigint, seq int, who text, PRIMARY KEY (case_id, seq))"""


def process() -> str:
    """BPMN of five tasks of persons in a row."""
    ids = ["start", *(f"step_{number}" for number in range(STEPS)), "end"]
    nodes = "".join(f'<manualTask id="{one}" name="{one}"/>' for one in ids[1:-1])
    flows = "".join(
        f'<sequenceFlow id="to_{after}" sourceRef="{before}" targetRef="{after}"/>'
        for before, after in pairwise(ids)
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
        '<process id="five" isExecutable="true"><startEvent id="start"/><endEvent id="end"/>'
        f"{nodes}{flows}</process></definitions>"
    )


def main() -> None:
    """Open the cases, walk each to its end, tell what a step cost."""
    url, count = sys.argv[1], int(sys.argv[2])
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(process().encode()))
    spec, writer = parser.get_spec("five"), BpmnWorkflowSerializer()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        for case_id in range(count):
            workflow = BpmnWorkflow(spec)
            workflow.data.update(FORM)
            workflow.do_engine_steps()
            values = [case_id, writer.serialize_json(workflow)]
            connection.execute("INSERT INTO spiff_case VALUES (%s, %s)", values)
        began = time.process_time()
        for seq in range(STEPS):
            for case_id in range(count):
                step(connection, writer, case_id, seq)
        spent = time.process_time() - began
    sys.stdout.write(str(1000 * spent / (count * STEPS)))


def step(
    connection: psycopg.Connection, writer: BpmnWorkflowSerializer, case_id: int, seq: int
) -> None:
    """One step of one case, one transaction."""
    with connection.transaction():
        row = connection.execute(
            "SELECT state FROM spiff_case WHERE id = %s FOR UPDATE", [case_id]
        ).fetchone()
        workflow = writer.deserialize_json(row[0])
        [task] = workflow.get_tasks(state=TaskState.READY, manual=True)
        task.data["comment"] = "جهت بررسی"
        task.run()
        workflow.do_engine_steps()
        connection.execute(
            "UPDATE spiff_case SET state = %s WHERE id = %s",
            [writer.serialize_json(workflow), case_id],
        )
        connection.execute("INSERT INTO spiff_event VALUES (%s, %s, 'clerk')", [case_id, seq])


if __name__ == "__main__":
    main()
