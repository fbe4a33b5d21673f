/** The citizen identity number of the People's Republic of China (GB 11643-1999). */

/** First two digits: provinces, regions and municipalities (GB/T 2260), and 81 - 83 for residence permits. */
const regions = new Set([
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61,
  62, 63, 64, 65, 71, 81, 82, 83,
]);

/** Weights of the 17 digits before the check character; ISO 7064 MOD 11-2. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = "10X98765432";

/** Whether 18 characters (17 digits and a digit or X) are a valid number: region, date of birth and check character. */
export function isIdentityNumber(candidate: string): boolean {
  if (candidate.length !== 18) return false;
  if (!regions.has(Number(candidate.slice(0, 2)))) return false;
  if (
    !isDate(Number(candidate.slice(6, 10)), Number(candidate.slice(10, 12)), Number(candidate.slice(12, 14)))
  ) {
    return false;
  }
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (weights[i] ?? 0) * (candidate.charCodeAt(i) - 48);
  return checkCharacters.charAt(sum % 11) === candidate.charAt(17).toUpperCase();
}

/** Whether 15 digits have the form used before 1999: region and date, no check character. */
export function isOldIdentityNumber(candidate: string): boolean {
  return (
    candidate.length === 15 &&
    regions.has(Number(candidate.slice(0, 2))) &&
    isDate(
      1900 + Number(candidate.slice(6, 8)),
      Number(candidate.slice(8, 10)),
      Number(candidate.slice(10, 12)),
    )
  );
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1850 || year > 2100 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && leap ? 29 : (daysOfMonth[month - 1] ?? 0));
}
