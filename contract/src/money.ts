/** Only those that have other than two. */
const DIGITS: Readonly<Record<string, number>> = {
  ...{ BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0 },
  ...{ VUV: 0, XAF: 0, XOF: 0, XPF: 0 },
  ...{ BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3 },
  ...{ CLF: 4, UYW: 4 },
}

/**
 * How many digits a currency has behind its point: 2 for EUR, 0 for JPY, 3 for KWD; 2 for what is no currency. As ISO
 * 4217 says: JavaScript engines disagree (IRR, IQD, HUF, COP), and two readers of a stored price must not.
 */
export function minorDigits(currency: string): number {
  return DIGITS[currency] ?? 2
}
