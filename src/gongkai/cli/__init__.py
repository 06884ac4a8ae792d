"""The command line: thin commands over :mod:`gongkai.statute`.

Exit status: 0 clean, 1 findings of severity error, 2 something could not be read or was asked wrongly.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from gongkai.cli.group import build_group
from gongkai.cli.words import Words
from gongkai.statute.errors import GongkaiError


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    sys.exit(run(list(sys.argv[1:] if argv is None else argv)))


def run(argv: list[str]) -> int:
    """Run one command line; returns the exit status."""
    words = Words(_language(argv))
    group = build_group(words)
    try:
        status = group.main(argv, prog_name="gongkai", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        click.echo(words.usage_error(error), err=True)
        return 2
    except GongkaiError as error:
        click.echo(str(error), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        return 130
    except FileNotFoundError as error:
        click.echo(f"{error.filename}：找不到文件夹。请检查路径。", err=True)
        return 2
    except PermissionError as error:
        click.echo(f"{error.filename}：没有权限。请换一个位置。", err=True)
        return 2
    except BrokenPipeError:
        # The reader of our output has gone (… | head): nothing more to say, and not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status if isinstance(status, int) else 0


def _language(argv: Sequence[str]) -> str:
    """The language of the help, needed before the commands are built: --lang, else GONGKAI_LANG, else Chinese."""
    for index, arg in enumerate(argv):
        if arg.startswith("--lang="):
            return arg.split("=", 1)[1]
        if arg == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
    return os.environ.get("GONGKAI_LANG", "zh")
