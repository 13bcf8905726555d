"""Where in a YAML file a problem stands, so that a person finds it in their editor."""

import re

import yaml

from app.criteria.definition import DefinitionError, Problem

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")


def line_of(problem: Problem, text: str, error: DefinitionError) -> int | None:
    """Counted from 1; the line of the nearest thing around it where the thing itself is missing."""
    cause = error.__cause__
    if isinstance(cause, yaml.MarkedYAMLError) and cause.problem_mark is not None:
        return int(cause.problem_mark.line) + 1
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return None if node is None else _walk(node, problem.path) + 1


def _walk(node: yaml.Node, path: str) -> int:
    line: int = node.start_mark.line
    for step in _STEP.findall(path):
        below = _step(node, step)
        if below is None:
            break
        line, node = below
    return line


def _step(node: yaml.Node, step: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if getattr(key, "value", None) == step:
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and step.startswith("["):
        number = int(step[1:-1])
        if number < len(node.value):
            return node.value[number].start_mark.line, node.value[number]
    return None
