"""The command `pishkhan`: the one door to everything that is done from a terminal."""

import argparse
import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from pishkhan.config import (
    allocation_commands,
    audit_commands,
    bank_file_commands,
    database_server,
    log_commands,
    paths,
    record_commands,
    route_commands,
    signing_commands,
    supervisor,
    surge_commands,
)
from pishkhan.config.bench import commands as bench
from pishkhan.foundation import clock
from pishkhan.foundation.sealing import DoesNotOpen


# Roles are not in a dump: the next `setup-database` or `harden-database` grants anew.
PLAIN = ("--no-owner", "--no-privileges")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; what cannot be done is said in one sentence, with exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.dev")
    parser = _parser()
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["manage"]:  # Django reads its own options
        _manage(words[1:])
        return
    chosen = parser.parse_args(words)
    command: Callable[[argparse.Namespace], None] = chosen.command
    try:
        command(chosen)
    except (supervisor.CannotRunError, database_server.DatabaseServerError) as error:
        sys.exit(str(error))
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot run with these settings: {error}")
    except OperationalError as error:
        said = str(error).strip().splitlines()
        sys.exit(f"The database does not answer (DATABASE_URL): {said[0] if said else error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pishkhan", description=__doc__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[argparse.Namespace], None], told: str
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=told, description=told)
        one.set_defaults(command=command)
        return one

    add("run", lambda _: supervisor.run(), "start everything and stop it together")
    add("setup-database", _setup_database, "migrate, publish the processes, seed the calendars")
    add("migrate", _migrate, "bring the tables up to date")
    add("demo", _demo, "load the demonstration data once and print its sign-ins")
    add("code", _code, "the six digits that follow the password of the demonstration's staff")
    add("worker", _worker, "do the jobs, send the messages, fire the timers")
    add("database", _database, "run only the embedded database, until Ctrl-C")
    add(
        "rotate-keys",
        _rotate_keys,
        "seal file keys, webhook secrets and PINs by the first of PISHKHAN_FILES_KEYS",
    )
    add("try-scanner", _try_scanner, "show whether each scanner of files answers and finds")
    add("new-key", _new_key, "print a fresh key for PISHKHAN_FILES_KEYS")
    for whole in (
        add("dump", _dump, "write the whole database into a file"),
        add("restore", _restore, "bring back a file of `dump` into an empty database"),
    ):
        whole.add_argument("file", type=Path)
    audit_commands.add_to(add, _database_up)
    log_commands.add_to(add, _database_up)
    signing_commands.add_to(add, _database_up)
    surge_commands.add_to(add, _database_up)
    route_commands.add_to(add, _database_up)
    bank_file_commands.add_to(add, _database_up)
    for without_database in (record_commands, allocation_commands):
        without_database.add_to(add)
    bench.add_to(add)
    add("manage", lambda _: None, "anything of Django's own commands")
    return parser


@contextmanager
def _database_up() -> Iterator[None]:
    """The database answers inside the block: DATABASE_URL's, the running one, or one started now."""
    if os.environ.get("DATABASE_URL") or database_server.answers(paths.socket_folder()):
        yield
        return
    server = database_server.DatabaseServer(paths.CLUSTER, paths.socket_folder())
    with supervisor.stopping_on_signals():
        try:
            server.start()
            yield
        except supervisor.StoppedError:
            sys.exit(130)
        finally:
            server.stop()


def _manage(words: list[str]) -> None:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - slow to import

    execute_from_command_line(["pishkhan manage", *words])


def _setup_database(_: argparse.Namespace) -> None:
    from pishkhan.config import setup_database  # noqa: PLC0415 - brings Django

    with _database_up():
        setup_database.setup_database(say=_progress)


def _migrate(_: argparse.Namespace) -> None:
    from pishkhan.config import setup_database  # noqa: PLC0415 - brings Django

    with _database_up():
        setup_database.migrate()


def _demo(_: argparse.Namespace) -> None:
    from pishkhan.config import setup_database  # noqa: PLC0415 - brings Django

    with _database_up():
        for line in setup_database.load_demo(say=_progress):
            sys.stdout.write(line + "\n")


def _code(_: argparse.Namespace) -> None:
    import django  # noqa: PLC0415 - slow to import

    django.setup()
    from pishkhan.config import demo  # noqa: PLC0415 - brings Django

    sys.stdout.write(demo.code_now() + "\n")


def _progress(text: str) -> None:
    sys.stdout.write(f"- {text}\n")
    sys.stdout.flush()


def _worker(_: argparse.Namespace) -> None:
    if find_spec("pishkhan.config.worker") is None:
        message = "There is no worker in this version."
        raise supervisor.CannotRunError(message)
    os.execv(sys.executable, [sys.executable, "-m", "pishkhan.config.worker"])  # noqa: S606 - ourselves


def _database(_: argparse.Namespace) -> None:
    server = database_server.DatabaseServer(paths.CLUSTER, paths.socket_folder())
    with supervisor.stopping_on_signals():
        try:
            server.start()
            supervisor.say(f"The database answers at {paths.embedded_url()}; stop it with Ctrl-C.")
            server.wait()
        except supervisor.StoppedError:
            return
        finally:
            server.stop()


def _rotate_keys(_: argparse.Namespace) -> None:  # noqa: PLR0915 - one sentence for each way
    import django  # noqa: PLC0415 - slow to import

    django.setup()
    from pishkhan.kernel.attachments import api as attachments  # noqa: PLC0415 - brings models
    from pishkhan.kernel.attachments.errors import DamagedFile  # noqa: PLC0415 - the same
    from pishkhan.kernel.identity.spec import Actor  # noqa: PLC0415 - the same
    from pishkhan.kernel.payments import api as payments  # noqa: PLC0415 - the same
    from pishkhan.kernel.payments.errors import PinLost  # noqa: PLC0415 - the same
    from pishkhan.kernel.signing import api as signing  # noqa: PLC0415 - the same
    from pishkhan.kernel.webhooks import api as webhooks  # noqa: PLC0415 - the same
    from pishkhan.kernel.webhooks.errors import SecretLost  # noqa: PLC0415 - the same

    with _database_up():
        try:
            count = attachments.rotate_keys(by=Actor.system())
            secrets = webhooks.rotate_keys(by=Actor.system())
            secrets += payments.rekey_pins(by=Actor.system())
            secrets += signing.reseal()
        except SecretLost as error:
            message = "The secret of a receiver does not open. Is an old key missing?"
            raise supervisor.CannotRunError(message) from error
        except PinLost as error:
            message = "A PIN does not open. Is an old key missing?"
            raise supervisor.CannotRunError(message) from error
        except DoesNotOpen as error:
            message = "A signing key does not open. Is an old key missing?"
            raise supervisor.CannotRunError(message) from error
        except DamagedFile as error:
            message = f"A file's key does not open: {error.__cause__!r}. Is an old key missing?"
            raise supervisor.CannotRunError(message) from error
    _progress(f"{count + secrets} keys and secrets sealed anew; the older keys are not needed now")


def _try_scanner(_: argparse.Namespace) -> None:
    import django  # noqa: PLC0415 - slow to import

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - the same

    from pishkhan.integrations.antivirus.choice import scanner  # noqa: PLC0415 - the same
    from pishkhan.integrations.antivirus.trial import trial  # noqa: PLC0415 - the same

    tried = list(trial(scanner(settings.CLAMD_ADDRESS)))
    for one in tried:
        verdict = "right" if one.is_right else "WRONG"
        sys.stdout.write(f"{verdict}  {one.scanner}  {one.sample}: {one.said}\n")
    if not all(one.is_right for one in tried):
        raise supervisor.CannotRunError("A scanner is silent or blind: files wait unseen.")


def _new_key(_: argparse.Namespace) -> None:
    key = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
    sys.stdout.write(f"{clock.today():%Y%m%d}:{key}\n")


def _dump(chosen: argparse.Namespace) -> None:
    _run_program("pg_dump", "--format=custom", *PLAIN, f"--file={chosen.file.resolve()}")


def _restore(chosen: argparse.Namespace) -> None:
    if not chosen.file.exists():
        message = f"There is no file {chosen.file}."
        raise supervisor.CannotRunError(message)
    file = str(chosen.file.resolve())
    _run_program("pg_restore", "--exit-on-error", "--single-transaction", *PLAIN, file)


def _run_program(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on our database; raises CannotRunError if it fails."""
    url = os.environ.get("DATABASE_URL", paths.embedded_url())
    command = [database_server.program(name), f"--dbname={url}", *words]
    with _database_up():
        done = subprocess.run(command, check=False)  # noqa: S603 - the wheel's program, our words
    if done.returncode:
        message = f"{name} failed; the lines above say why."
        raise supervisor.CannotRunError(message)


if __name__ == "__main__":
    main()
