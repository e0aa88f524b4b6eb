"""`submit`: the last press of the form, over HTTP, by distinct persons, until all drafts are letters."""

from pishkhan.config.bench import bare, ground, measuring
from pishkhan.config.bench.applicants import applicants
from pishkhan.config.bench.ground import Ground, Loaded
from pishkhan.config.bench.load import Plan
from pishkhan.config.bench.measuring import Measured


CONNECTIONS = 8
WINDOWS, A_WINDOW, WARM = 5, 1000, 300
SMALL_WINDOWS, SMALL = 2, 40
MOST_BARE = 4000


def measure(on: Ground, *, small: bool) -> Measured:
    """Registrations a second, closed loop, beside the same rows inserted bare."""
    windows, size, warm = (SMALL_WINDOWS, SMALL, SMALL) if small else (WINDOWS, A_WINDOW, WARM)
    on.fresh("submit")
    ready = applicants(warm + windows * size)
    wires = [one.last_press(number) for number, one in enumerate(ready)]
    url = on.url("submit")
    with ground.web(on) as web:
        web.load(_plan(web.port, wires[:warm]))
        before = bare.rows_written(url)
        parts = [wires[start : start + size] for start in range(warm, len(wires), size)]
        loads = [
            web.load(_plan(web.port, part)) for part in measuring.shown(parts, "submit", windows)
        ]
    tables = bare.written(url, before, windows * size, most=MOST_BARE)
    floor = measuring.median(
        bare.per_second(url, tables, measuring.cores()) for _again in range(1 if small else 3)
    )
    return _measured(loads, floor, rows=sum(one.each for one in tables))


def _plan(port: int, wires: list[str]) -> Plan:
    return Plan(port=port, connections=CONNECTIONS, requests=wires, expect=302)


def _measured(loads: list[Loaded], floor: float, *, rows: int) -> Measured:
    rate = measuring.median((one.seen.per_s for one in loads), 1)
    latencies = [took for one in loads for took in one.seen.latencies]
    return Measured(
        figures={
            "per_s": rate,
            "bare_ratio": round(rate / floor, 3),
            "p95_ms": round(measuring.percentile(latencies, 0.95), 1),
            "web_cpu_ms": measuring.median((one.ms_a_request(one.web_cpu) for one in loads), 2),
            "database_cpu_ms": measuring.median(
                (one.ms_a_request(one.database_cpu) for one in loads), 2
            ),
            "generator_cpu_ms": measuring.median(
                (one.ms_a_request(one.seen.cpu_seconds) for one in loads), 2
            ),
            "rows": rows,
        },
        limit={"bare_per_s": floor, "connections": measuring.cores()},
    )
