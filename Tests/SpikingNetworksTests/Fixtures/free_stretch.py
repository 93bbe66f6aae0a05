"""A leaky integrate-and-fire neuron between two events, in the precision that mpmath is set to.

  tau_m dV/dt = -V + I        tau_s dI/dt = -I

With kappa = 1/tau_s - 1/tau_m and E0(s) = integral_0^s e^(-kappa u) du:

  I(s) = I0 e^(-s/tau_s)      V(s) = e^(-s/tau_m) (V0 + I0 E0(s) / tau_m)

E0 has no singularity at tau_m = tau_s. dV/dt = 0 is E0(s) = tau_s (I0 - V0) / I0, so that V has one extremum at
most. Whether and when V reaches the threshold is found from it: a neuron that starts below fires if and only if V
at the maximum, or at the end if that comes first, is not below the threshold, and up to there V only rises.
"""
from mpmath import mp


class Stretch:
    """The constants of a neuron: time constants and threshold, each an mpf."""

    def __init__(self, tau_m, tau_s, threshold):
        self.tau_m, self.tau_s, self.threshold = tau_m, tau_s, threshold
        self.kappa = 1 / tau_s - 1 / tau_m

    def e0(self, s):
        return s if self.kappa == 0 else -mp.expm1(-self.kappa * s) / self.kappa

    def e1(self, s):
        """integral_0^s u e^(-kappa u) du, as a series where the closed form loses digits."""
        x = self.kappa * s
        if abs(x) > 1:
            return (self.e0(s) - s * mp.exp(-x)) / self.kappa
        term, total, n = s * s, s * s / 2, 0
        while abs(term) > mp.eps * abs(total) / 100:
            n += 1
            term *= -x / n
            total += term / (n + 2)
        return total

    def advance(self, v, i, s):
        """(V, I) after s."""
        e0 = self.e0(s)
        decay = mp.exp(-s / self.tau_m)
        return decay * (v + i * e0 / self.tau_m), i * decay * (1 - self.kappa * e0)

    def decayed(self, i, s):
        return i * mp.exp(-s / self.tau_s)

    def slope(self, v, i):
        return (i - v) / self.tau_m

    def time_of_maximum(self, v, i):
        """When V is largest, if it is positive there: None if V rises for ever (to 0 from below), 0 if it falls at first."""
        if i <= v:
            # If V turns at all, it does so below 0, and up towards 0.
            return mp.zero
        if i <= 0:
            return None
        z = self.tau_s * (i - v) / i
        if self.kappa == 0:
            return z
        rest = 1 - self.kappa * z
        return None if rest <= 0 else -mp.log1p(-self.kappa * z) / self.kappa

    def peak(self, v, i, length):
        """(time, V) where V is largest within [0, length]; length may be None for no end."""
        time = self.time_of_maximum(v, i)
        if time is None:
            if length is None:
                return None, mp.zero
            time = length
        elif length is not None:
            time = min(time, length)
        return time, self.advance(v, i, time)[0]

    def spike(self, v, i, length):
        """When V reaches the threshold within (0, length], or None. V0 is below the threshold."""
        assert v < self.threshold
        if i <= self.threshold:
            return None
        high, top = self.peak(v, i, length)
        if high is None or top < self.threshold:
            return None
        low = mp.zero
        s = high / 2
        # Newton's method, kept within a bracket that shrinks at every step.
        for _ in range(10 * mp.prec):
            voltage, current = self.advance(v, i, s)
            low, high = (s, high) if voltage < self.threshold else (low, s)
            slope = self.slope(voltage, current)
            step = s - (voltage - self.threshold) / slope if slope > 0 else low
            if abs(step - s) <= 4 * mp.eps * s:
                return step
            s = step if low < step < high else (low + high) / 2
            if high - low <= 4 * mp.eps * high:
                return high
        raise ArithmeticError("no spike found in its bracket")

    def derivatives(self, v, i, s):
        """The derivatives of V and I after s: V by V0 and I0, I by I0, V by tau_m and tau_s, I by tau_s."""
        e0, e1 = self.e0(s), self.e1(s)
        m, t = self.tau_m, self.tau_s
        decay = mp.exp(-s / m)
        end_v, end_i = decay * (v + i * e0 / m), i * mp.exp(-s / t)
        return {
            "v": end_v, "i": end_i,
            "v_v": decay, "v_i": decay * e0 / m, "i_i": mp.exp(-s / t),
            # kappa grows by 1/tau_m^2 for each tau_m, by -1/tau_s^2 for each tau_s; dE0/dkappa = -E1.
            "v_m": end_v * s / m**2 - decay * i / m**2 * (e0 + e1 / m),
            "v_s": decay * i * e1 / (m * t**2),
            "i_s": end_i * s / t**2,
        }
