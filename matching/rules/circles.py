"""Circles in a directed graph: Tarjan's strongly connected components, without recursion (chains can be long)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator


def components_upward(
    start: str, above: Callable[[str], tuple[str, ...]], done: Container[str]
) -> Iterator[tuple[str, ...]]:
    """Strongly connected components that ``start`` reaches along ``above``, those farthest up first.

    When a component is yielded, everything above it has been yielded before or is in ``done``; a consumer may
    therefore record results as it goes. Nodes in ``done`` are not entered. R. E. Tarjan, SIAM J. Comput. 1 (1972).
    """
    index: dict[str, int] = {start: 0}
    lowest: dict[str, int] = {start: 0}
    stack, on_stack = [start], {start}
    work: list[tuple[str, Iterator[str]]] = [(start, iter(above(start)))]
    while work:
        node, rest = work[-1]
        for upper in rest:
            if upper in index:
                if upper in on_stack:
                    lowest[node] = min(lowest[node], index[upper])
                continue
            if upper in done:
                continue
            index[upper] = lowest[upper] = len(index)
            stack.append(upper)
            on_stack.add(upper)
            work.append((upper, iter(above(upper))))
            break
        else:
            work.pop()
            if work:
                lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[node])
            if lowest[node] == index[node]:
                cut = stack.index(node)
                component = tuple(stack[cut:])
                del stack[cut:]
                on_stack.difference_update(component)
                yield component
