"""Writes reference.json: what scipy, statsmodels and mpmath make of the cases that ../reference.test.ts compares.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install -r requirements.txt
    /tmp/reference/bin/python reference.py && npx biome format --write reference.json

Nothing here is computed as the TypeScript computes it: intervals and Bayes factors with 40 digits from their definitions,
probabilities to be best over beta distributions as such, separation by linear programming.
"""

import itertools
import json
import math
import warnings
from pathlib import Path

import mpmath
import numpy as np
import patsy
import statsmodels.api as sm
from scipy import optimize, special, stats
from statsmodels.stats import multitest, proportion

mpmath.mp.dps = 40
random = np.random.default_rng(20_240_917)
Z = stats.norm.ppf(0.975)

# (conversions, exposures), from nothing to more than any hub will count.
EXTREMES = [(0, 1), (1, 1), (0, 10), (10, 10), (1, 1000), (999, 1000), (0, 10**9), (1, 10**9), (10**9, 10**9)]
EXTREMES += [(10**9 - 1, 10**9), (5 * 10**8, 10**9), (12_345_678, 10**9)]


def some_counts(size):
    exposures = np.round(10 ** random.uniform(0, 7, size)).astype(int)
    rates = random.choice([0.001, 0.02, 0.1, 0.3, 0.5, 0.9, 0.999], size)
    return [(int(random.binomial(n, p)), int(n)) for n, p in zip(exposures, rates)]


def rates():
    for x, n in EXTREMES + some_counts(90):
        low, high = proportion.proportion_confint(x, n, method="wilson")
        yield {"counts": [x, n], "value": x / n, "low": low, "high": high}


def similar_pairs(size):
    for x0, n0 in some_counts(size):
        n1 = max(1, round(n0 * random.uniform(0.3, 3)))
        yield (int(random.binomial(n1, min(1, x0 / n0 * random.choice([0.8, 1, 1.05, 1.5])))), n1), (x0, n0)


def score(x1, n1, x0, n0, ratio):
    """Koopman's statistic, its nuisance parameter by the likelihood equation."""
    n1, n0, ratio = mpmath.mpf(n1), mpmath.mpf(n0), mpmath.mpf(ratio)
    a, b, c = (n1 + n0) * ratio, -(n1 * ratio + x1 + n0 + x0 * ratio), x1 + x0
    p0 = (-b - mpmath.sqrt(b * b - 4 * a * c)) / (2 * a)
    p1 = ratio * p0
    return (x1 / n1 - ratio * x0 / n0) ** 2 / (p1 * (1 - p1) / n1 + ratio**2 * p0 * (1 - p0) / n0)


def lift(x1, n1, x0, n0):
    if x1 == 0 and x0 == 0:
        return None
    middle = mpmath.mpf(x1 * n0) / (x0 * n1) if x0 else None

    def bound(outside, inside):
        low, high = mpmath.log(outside), mpmath.log(inside)
        for _ in range(130):
            half = (low + high) / 2
            if score(x1, n1, x0, n0, mpmath.exp(half)) > Z**2:
                low = half
            else:
                high = half
        return float(mpmath.exp(low) - 1)

    tiny, huge = mpmath.mpf(10) ** -40, mpmath.mpf(10) ** 40
    low = bound(tiny, middle or huge) if x1 else -1.0
    high = bound(huge, middle or tiny) if x0 else None
    if low > -0.99 and high and 20 < x1 < n1 - 20 and 20 < x0 < n0 - 20:
        theirs = proportion.confint_proportions_2indep(x1, n1, x0, n0, compare="ratio", method="score", correction=False)
        assert np.allclose(np.array(theirs) - 1, [low, high], atol=1e-5), (x1, n1, x0, n0, theirs, low, high)
    return {"value": float(middle - 1) if x0 else None, "low": low, "high": high}


def comparisons():
    pairs = [(a, b) for a, b in itertools.product(EXTREMES, repeat=2) if a != b]
    for (x1, n1), (x0, n0) in pairs + list(similar_pairs(100)):
        z, p = proportion.proportions_ztest([x1, x0], [n1, n0]) if 0 < x1 + x0 < n1 + n0 else (0.0, 1.0)
        yield {"variant": [x1, n1], "control": [x0, n0], "z": z, "p": p, "lift": lift(x1, n1, x0, n0)}


def adjustments():
    for size in [1, 2, 3, 5, 19, 19]:
        ps = random.uniform(0, 1, size) ** 4
        yield {"ps": list(ps), "adjusted": list(multitest.multipletests(ps, method="holm")[1])}


NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
LEVELS = [1e-15, 1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 0.02, 0.1, 0.25]
LEVELS = np.array(LEVELS + [0.5] + [1 - level for level in LEVELS])


def best(counts):
    """By each variant's quantile function: the mean of the others' distribution functions over its own distribution."""
    a = np.array([1 + x for x, _ in counts], dtype=float)
    b = np.array([1 + n - x for x, n in counts], dtype=float)
    edges = np.unique(np.concatenate([special.betaincinv(a[j], b[j], LEVELS) for j in range(len(a))] + [[0, 1]]))
    half = np.diff(edges)[:, None] / 2
    points = ((edges[:-1] + edges[1:])[:, None] / 2 + half * NODES).ravel()
    weights = (half * WEIGHTS).ravel()
    below = np.array([special.betainc(a[j], b[j], points) for j in range(len(a))])
    density = np.array([stats.beta.pdf(points, a[j], b[j]) for j in range(len(a))])
    every = np.array([np.sum(weights * density[i] * np.prod(np.delete(below, i, 0), 0)) for i in range(len(a))])
    assert abs(every.sum() - 1) < 1e-7, (counts, every.sum())
    return list(every / every.sum())


def best_cases():
    cases = [[extreme] for extreme in EXTREMES[:2]]
    cases += [list(pair) for pair in itertools.combinations(EXTREMES[:6], 2)]
    cases += [[(0, 10**9), (1, 10**9)], [(1, 10**9), (0, 1)], [(5 * 10**8, 10**9), (500_020_000, 10**9)]]
    cases += [[(10**9, 10**9), (10**9 - 1, 10**9)], [(12_345_678, 10**9), (1, 80), (12, 900), (123_600, 10**7)]]
    cases += [list(pair) for pair in similar_pairs(40)]
    for size in [3, 4, 8, 20, 20, 20]:
        exposures = int(10 ** random.uniform(2, 5))
        cases.append([(int(random.binomial(exposures, 0.1)), exposures) for _ in range(size)])
    return ({"counts": counts, "best": best(counts)} for counts in cases)


def log_bayes_factor(shares, exposures, concentration=1000):
    gamma, total = mpmath.loggamma, sum(exposures)
    value = gamma(concentration) - gamma(concentration + total)
    for share, count in zip(shares, exposures):
        prior = concentration * mpmath.mpf(share)
        value += gamma(prior + count) - gamma(prior) - count * mpmath.log(share)
    return float(value)


def mismatches():
    cases = [([0.5, 0.5], [500_000_000, 500_000_000]), ([0.5, 0.5], [500_050_000, 499_950_000]), ([0.5, 0.5], [0, 0])]
    cases += [([0.5, 0.5], [48_000, 52_000]), ([0.5, 0.5], [40, 1]), ([0.999, 0.001], [10**9 - 10**6, 10**6])]
    cases += [([0.5, 0.5], [1, 0]), ([0.25, 0.75], [10**9, 0]), ([1.0], [1234])]
    for size in [2, 2, 2, 2, 3, 3, 4, 8, 12, 20, 20, 64]:
        for total in [30, 3_000, 10**6, 10**9]:
            shares = random.dirichlet(np.full(size, 5.0))
            shares /= shares.sum()
            actual = shares * random.uniform(1 - 3 / total**0.5, 1 + 3 / total**0.5, size)
            cases.append(([float(s) for s in shares], [int(c) for c in random.multinomial(total, actual / actual.sum())]))
    for shares, exposures in cases:
        expected = np.array(shares) * sum(exposures)
        chi = None
        if len(shares) > 1 and min(expected) >= 5:
            statistic = float(np.sum((np.array(exposures) - expected) ** 2 / expected))
            chi = {"statistic": statistic, "p": stats.chi2.sf(statistic, len(shares) - 1)}
        yield {"shares": shares, "exposures": exposures, "chiSquare": chi, "logBayesFactor": log_bayes_factor(shares, exposures)}


def plans():
    for baseline, effect, ratio, significance in itertools.product(
        [0.001, 0.1, 0.5, 0.8], [-0.5, -0.05, 0.01, 0.1, 0.2], [0.1, 1, 3], [0.05, 0.05 / 19]
    ):
        difference, power = baseline * effect, 0.8
        needed = proportion.samplesize_proportions_2indep_onetail(
            difference, baseline, power, 1 / ratio, significance, alternative="two-sided"
        )
        # They count the variant, we the control; and they return the number before it is rounded up.
        control = math.ceil(needed / ratio)
        exposures = int(10 ** random.uniform(1, 6))
        power_now = proportion.power_proportions_2indep(difference, baseline, exposures * ratio, 1 / ratio, significance).power
        plan = {"baseline": baseline, "minimumEffect": effect, "significance": significance}
        yield {"plan": plan, "ratio": ratio, "needed": control, "control": exposures, "power": power_now}


def fit(formula, data, cells):
    met = [i for i, (_, n) in enumerate(cells) if n > 0]
    design = patsy.dmatrix(formula, {name: [values[i] for i in met] for name, values in data.items()})
    matrix = np.asarray(design)
    counts = np.array([(cells[i][0], cells[i][1] - cells[i][0]) for i in met])
    separated = separated_cells(matrix, counts)
    rest = ~separated
    if not rest.any():
        return design.design_info, matrix, None, mpmath.mpf(0), True
    result = maximum(matrix[rest], counts[rest])
    fitted = matrix[rest] @ result.params
    return design.design_info, matrix, result, deviance(fitted, counts[rest]), separated.any()


def maximum(matrix, counts):
    """Least squares alone overshoot on some of the sparse tables, so those start where another method has arrived."""

    def slope(logits):
        return matrix.T @ (counts.sum(1) * special.expit(logits) - counts[:, 0])

    model, options = sm.GLM(counts, matrix, family=sm.families.Binomial()), {"maxiter": 100, "tol": 1e-14}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        result = model.fit(**options)
        if not np.all(abs(slope(matrix @ result.params)) < 1e-3):
            begin = optimize.minimize(
                lambda b: counts.sum(1) @ np.logaddexp(0, matrix @ b) - counts[:, 0] @ (matrix @ b),
                np.zeros(matrix.shape[1]),
                jac=lambda b: slope(matrix @ b),
                hess=lambda b: matrix.T * (counts.sum(1) * special.expit(matrix @ b) * special.expit(-matrix @ b)) @ matrix,
                method="trust-exact",
                options={"gtol": 1e-7, "maxiter": 2000},
            )
            result = model.fit(start_params=begin.x, **options)
    assert np.all(abs(slope(matrix @ result.params)) < 1e-3), (matrix, counts)
    return result


def separated_cells(matrix, counts):
    """Those whose rate some direction of the coefficients drives to 0 or 1 at no cost."""
    separated = np.zeros(len(counts), dtype=bool)
    while True:
        signs = np.where(counts[:, 0] == 0, -1, np.where(counts[:, 1] == 0, 1, 0))
        extreme, mixed = (signs != 0) & ~separated, signs == 0
        if not extreme.any():
            return separated
        signed = signs[extreme][:, None] * matrix[extreme]
        answer = optimize.linprog(
            -signed.sum(0),
            A_ub=np.vstack([-signed, signed]),
            b_ub=np.repeat([0, 1], extreme.sum()),
            A_eq=matrix[mixed] if mixed.any() else None,
            b_eq=np.zeros(mixed.sum()) if mixed.any() else None,
            bounds=(None, None),
        )
        found = signed @ answer.x > 1e-7
        if not found.any():
            return separated
        separated[np.flatnonzero(extreme)[found]] = True


def deviance(logits, counts):
    """In double precision the logarithms of 10⁹ counts would leave too few digits of it."""
    total = mpmath.mpf(0)
    for logit, (conversions, others) in zip(logits, counts.tolist()):
        for count, sign in [(conversions, -1), (others, 1)]:
            fitted = (conversions + others) / (1 + mpmath.exp(sign * mpmath.mpf(float(logit))))
            total += 2 * count * mpmath.log(count / fitted) if count else 0
    return total


def effects(levels, cells, order):
    names = "abcd"[: len(levels)]
    data = dict(zip(names, zip(*[[f"v{v}" for v in c] for c in itertools.product(*map(range, levels))])))
    terms = list(names) + ([f"{x}:{y}" for x, y in itertools.combinations(names, 2)] if order == 2 else [])
    info, matrix, whole, best, separated = fit("+".join(terms), data, cells)
    singular = np.linalg.matrix_rank(matrix) < matrix.shape[1]
    for term in terms:
        if (":" in term) != (order == 2):
            continue
        _, _, _, worse, _ = fit("+".join(["1"] + [other for other in terms if other != term]), data, cells)
        if singular:
            yield None
            continue
        where = info.term_name_slices[term]
        likelihood = float(worse - best)
        degrees = where.stop - where.start
        case = {"likelihoodRatio": likelihood, "degreesOfFreedom": degrees, "p": stats.chi2.sf(max(0, likelihood), degrees)}
        if separated:
            yield case | {"coefficients": None, "errors": None, "wald": None}
            continue
        # The second of two factors changes fastest here, in patsy the first does.
        columns = sorted(range(where.start, where.stop), key=lambda column: info.column_names[column])
        chosen = whole.params[columns]
        wald = chosen @ np.linalg.solve(whole.cov_params()[np.ix_(columns, columns)], chosen)
        yield case | {"coefficients": list(chosen), "errors": list(whole.bse[columns]), "wald": float(wald)}


def factorials():
    for levels in [[2, 2], [3, 2], [4, 3], [3, 2, 2], [3, 2, 2], [2, 2, 2, 2]]:
        for exposures, rate in [(30, 0.1), (400, 0.02), (5_000, 0.1), (10**6, 0.4), (10**9, 0.01)]:
            size = math.prod(levels)
            logits = math.log(rate / (1 - rate)) + random.normal(0, 0.3, size)
            each = [int(exposures * part) + 1 for part in random.uniform(0.3, 1.7, size)]
            cells = [(int(random.binomial(n, p)), n) for n, p in zip(each, special.expit(logits))]
            yield factorial(levels, cells)
    yield factorial([2, 2], [(0, 100), (10, 100), (20, 100), (25, 100)])
    yield factorial([2, 2], [(0, 100), (0, 100), (20, 100), (25, 100)])
    yield factorial([2, 2], [(0, 100), (100, 100), (0, 100), (100, 100)])
    yield factorial([2, 2], [(0, 10), (0, 10), (0, 10), (0, 10)])
    yield factorial([3, 2, 2], [(0, 50)] + [(int(random.binomial(50, 0.2)), 50) for _ in range(11)])
    for _ in range(25):
        each = random.choice([0, 1, 2, 5, 50, 1000, 10**6], 12, p=[0.05, 0.2, 0.2, 0.2, 0.15, 0.1, 0.1])
        some = random.choice([0, 0.02, 0.3, 0.6, 1], 12, p=[0.1, 0.3, 0.3, 0.2, 0.1])
        yield factorial([3, 2, 2], [(int(random.binomial(n, p)), int(n)) for n, p in zip(each, some)])
    yield factorial([3, 2], [(1, 1), (10**8, 10**9), (0, 3), (9 * 10**7, 10**9), (3, 40), (10**8, 10**9)])


def factorial(levels, cells):
    return {
        "levels": levels,
        "cells": cells,
        "main": list(effects(levels, cells, 1)),
        "interactions": list(effects(levels, cells, 2)),
    }


def bounds():
    """Between these the number of 1,000 experiments lies that alarm, or find, with such a probability: 99.9 % of the time."""
    return {str(p): [int(stats.binom.ppf(q, 1000, p)) for q in (0.0005, 0.9995)] for p in (0.01, 0.05, 0.8)}


def rounded(value):
    """Twelve digits, which is more than is compared."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(inner) for inner in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.12g}")
    return value


sections = {
    "rates": rates,
    "comparisons": comparisons,
    "adjustments": adjustments,
    "best": best_cases,
    "mismatches": mismatches,
    "plans": plans,
    "factorials": factorials,
}
reference = {name: [rounded(case) for case in cases()] for name, cases in sections.items()}
reference["bounds"] = bounds()
Path(__file__).with_name("reference.json").write_text(json.dumps(reference, allow_nan=False) + "\n")
print({name: len(cases) for name, cases in reference.items()})
