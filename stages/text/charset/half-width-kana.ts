/**
 * Half-width kana: one byte each in Shift_JIS, A1 - DF, in which tills, banks and old tables write names and goods (ﾔﾏﾀﾞ ﾀﾛｳ).
 *
 * Two bytes of a Chinese or Korean character often lie in that range, too. What tells kana is where the marks stand: those of
 * voice behind a sound that can be voiced, the small letters of a glide behind a sound in i.
 */

/** Most common first, as the katakana of a manual in Japanese and the kana of manual pages have them. */
export const halfWidthKana = "ﾞｰｲｽﾟﾙﾄﾝﾌｸﾀｼﾃﾚﾊﾏﾉﾆｯﾗｶｳｦｱｨﾘﾔｺｻﾒﾛｷｮﾂｭﾅﾎｵﾓﾋｧｬｾﾁﾍｴﾈﾑﾖｿｹｪﾐｫﾜﾕｩﾇ";

const misplaced = /(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ|(?<![ｷｼﾁﾆﾋﾐﾘﾃﾌﾞﾟ])[ｬｭｮ]|(?<![ｳﾂﾃﾄﾌｸｼﾁﾞﾟ])[ｧｨｩｪｫ]|(?<![ｦ-ﾟ])[ｯｰ]/g;

/** Marks that no writer of kana sets where they stand. Linear. */
export function misplacedMarks(text: string): number {
  return text.match(misplaced)?.length ?? 0;
}
