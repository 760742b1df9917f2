#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSIMULACRA 2.1 in plain double precision, straight from its public definition (libjxl tools/ssimulacra2.cc,
tools/gauss_blur.cc, lib/jxl/enc_xyb.cc; github.com/cloudinary/ssimulacra2). Slow: for pictures of some thousand pixels.

Usage: ssimulacra2_reference.py ORIGINAL.ppm OTHER.ppm
"""
import math
import sys

WEIGHTS = """
0 0.0007376606707406586 0 0 0.0007793481682867309 0
0 0.0004371155730107379 0 1.1041726426657346 0.00066284834129271 0.00015231632783718752
0 0.0016406437456599754 0 1.8422455520539298 11.441172603757666 0
0.0007989109436015163 0.000176816438078653 0 1.8787594979546387 10.94906990605142 0
0.0007289346991508072 0.9677937080626833 0 0.00014003424285435884 0.9981766977854967 0.00031949755934435053
0.0004550992113792063 0 0 0.0013648766163243398 0 0
0 0 0 7.466890328078848 0 17.445833984131262
0.0006235601634041466 0 0 6.683678146179332 0.00037724407979611296 1.027889937768264
225.20515300849274 0 0 19.213238186143016 0.0011401524586618361 0.001237755635509985
176.39317598450694 0 0 24.43300999870476 0.28520802612117757 0.0004485436923833408
0 0 0 34.77906344483772 44.835625328877896 0
0 0 0 0 0 0
0 0.0008680556573291698 0 0 0 0
0 0.0005313191874358747 0 0.00016533814161379112 0 0
0 0 0 0.0004179171803251336 0.0017290828234722833 0
0.0020827005846636437 0 0 8.826982764996862 23.19243343998926 0
95.1080498811086 0.9863978034400682 0.9834382792465353 0.0012286405048278493 171.2667255897307 0.9807858872435379
0 0 0 0.0005130064588990679 0 0.00010854057858411537
"""
WEIGHTS = [float(word) for word in WEIGHTS.split()]
SCALES = 6
LEAST_SIDE = 8
C2 = 0.0009
BIAS = 0.0037930732552754493
ABSORBANCE = (
    (0.30, 1 - 0.078 - 0.30, 0.078),
    (0.23, 1 - 0.078 - 0.23, 0.078),
    (0.24342268924547819, 0.20476744424496821, 1 - 0.24342268924547819 - 0.20476744424496821),
)


def solve(matrix, right):
    """Three equations by Cramer's rule."""
    def determinant(m):
        return sum(m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]) for i in range(3))
    def replaced(column):
        return [[right[r] if c == column else matrix[r][c] for c in range(3)] for r in range(3)]
    return [determinant(replaced(column)) / determinant(matrix) for column in range(3)]


class RecursiveGaussian:
    """Charalampidis, "Recursive Implementation of the Gaussian Filter Using Truncated Cosine Functions" (2016); the
    numbers in brackets are its equations."""

    def __init__(self, sigma):
        n = self.radius = round(3.2795 * sigma + 0.2546)  # (57)
        omega = [k * math.pi / (2 * n) for k in (1, 3, 5)]
        sign = (1, -1, 1)
        p = [s / math.tan(w / 2) for s, w in zip(sign, omega)]  # (37)
        r = [s * q * q / math.sin(w) for s, q, w in zip(sign, p, omega)]  # (44)
        rho = [math.exp(-0.5 * sigma * sigma * w * w) / n for w in omega]  # (50)
        d13, d35, d51 = (p[a] * r[b] - r[a] * p[b] for a, b in ((0, 1), (1, 2), (2, 0)))  # (52)
        zeta = (d35 / d13, d51 / d13, 1)
        right = (1, n * n - sigma * sigma, sum(z * q for z, q in zip(zeta, rho)))  # (55)
        beta = solve((p, r, zeta), right)  # (53)
        self.n2 = [-b * math.cos(w * (n + 1)) for b, w in zip(beta, omega)]  # (33)
        self.d1 = [-2 * math.cos(w) for w in omega]

    def line(self, values):
        """Zeros lie outside."""
        n, size = self.radius, len(values)
        last, before, out = [0.0] * 3, [0.0] * 3, []
        for i in range(1 - n, size):
            left, right = i - n - 1, i + n - 1
            total = (values[left] if left >= 0 else 0.0) + (values[right] if right < size else 0.0)
            now = [a * total - d * y - z for a, d, y, z in zip(self.n2, self.d1, last, before)]  # (35)
            last, before = now, last
            if i >= 0:
                out.append(sum(now))
        return out

    def plane(self, plane):
        across = [self.line(row) for row in plane]
        return transposed([self.line(column) for column in transposed(across)])


def transposed(plane):
    return [list(row) for row in zip(*plane)]


def combined(function, *planes):
    return [[function(*values) for values in zip(*rows)] for rows in zip(*planes)]


def linear(sample):
    return sample / 12.92 if sample <= 0.04045 else ((sample + 0.055) / 1.055) ** 2.4


def xyb(planes):
    def absorbed(weights):
        return combined(
            lambda r, g, b: (weights[0] * r + weights[1] * g + weights[2] * b + BIAS) ** (1 / 3) - BIAS ** (1 / 3), *planes)
    l, m, s = (absorbed(weights) for weights in ABSORBANCE)
    return (
        combined(lambda l, m: 0.5 * (l - m) * 14 + 0.42, l, m),
        combined(lambda l, m: 0.5 * (l + m) + 0.01, l, m),
        combined(lambda l, m, s: s - 0.5 * (l + m) + 0.55, l, m, s),
    )


def halved(plane):
    height, width = len(plane), len(plane[0])
    return [
        [
            sum(plane[min(2 * y + j, height - 1)][min(2 * x + i, width - 1)] for j in (0, 1) for i in (0, 1)) / 4
            for x in range((width + 1) // 2)
        ]
        for y in range((height + 1) // 2)
    ]


def norms(plane):
    values = [value for row in plane for value in row]
    return sum(values) / len(values), (sum(value ** 4 for value in values) / len(values)) ** 0.25


def channel_norms(blur, one, two):
    """Means of the three error maps, then their 4-norms."""
    mean_1, mean_2 = blur.plane(one), blur.plane(two)
    square_1 = blur.plane(combined(lambda a: a * a, one))
    square_2 = blur.plane(combined(lambda b: b * b, two))
    product = blur.plane(combined(lambda a, b: a * b, one, two))

    def structure(m1, m2, s11, s22, s12):
        covariance = 2 * (s12 - m1 * m2) + C2
        variance = (s11 - m1 * m1) + (s22 - m2 * m2) + C2
        return max(0.0, 1 - (1 - (m1 - m2) ** 2) * covariance / variance)

    edges = combined(lambda a, m1, b, m2: (1 + abs(b - m2)) / (1 + abs(a - m1)) - 1, one, mean_1, two, mean_2)
    maps = (
        combined(structure, mean_1, mean_2, square_1, square_2, product),
        combined(lambda d: max(0.0, d), edges),
        combined(lambda d: max(0.0, -d), edges),
    )
    found = [norms(one_map) for one_map in maps]
    return [mean for mean, _ in found] + [fourth for _, fourth in found]


def score(original, other):
    """Each picture is three planes (red, green, blue) of stored samples in 0..1."""
    blur = RecursiveGaussian(1.5)
    one, two = ([combined(linear, plane) for plane in picture] for picture in (original, other))
    found = [[], [], []]
    for scale in range(SCALES):
        if len(one[0]) < LEAST_SIDE or len(one[0][0]) < LEAST_SIDE:
            break
        if scale:
            one, two = ([halved(plane) for plane in picture] for picture in (one, two))
        for channel, (a, b) in enumerate(zip(xyb(one), xyb(two))):
            found[channel] += channel_norms(blur, a, b)
    # With fewer scales the weights move up: so does libjxl.
    x = sum(weight * norm for weight, norm in zip(WEIGHTS, found[0] + found[1] + found[2])) * 0.9562382616834844
    x = 2.326765642916932 * x - 0.020884521182843837 * x * x + 6.248496625763138e-05 * x * x * x
    return 100 - 10 * x ** 0.6276336467831387 if x > 0 else 100.0


def read_ppm(path):
    with open(path, "rb") as file:
        kind, size, most = file.readline(), file.readline(), file.readline()
        width, height = map(int, size.split())
        data = file.read()
    if kind.strip() != b"P6" or int(most) != 255:
        sys.exit(f"{path} is no 8-bit P6")
    return [[[data[3 * (y * width + x) + c] / 255 for x in range(width)] for y in range(height)] for c in range(3)]


if __name__ == "__main__":
    print(f"{score(read_ppm(sys.argv[1]), read_ppm(sys.argv[2])):.6f}")
