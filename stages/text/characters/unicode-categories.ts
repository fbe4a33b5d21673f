/**
 * General categories of the Basic Multilingual Plane, of Unicode 17.0. They are written down and not asked of the JavaScript engine, as
 * those of tokenizers are: a rule must not class a letter otherwise with the next version of Node, and asking costs a thread 30 ms.
 */

/** `[\p{L}\p{M}]` */
export const lettersAndMarks =
  "1t p 7 p 1c 0 b 0 5 0 6 m 2 u 2 cp 5 b f 4 8 0 2 0 i 38 2 1 3 3 2 0 7 0 2 2 2 0 2 j 2 2a 2 3u 2 4s 2 " +
  "11 3 0 7 14 9 18 2 0 2 1 2 1 2 0 9 q 5 3 u a 6 1r f 2t 2 7 3 9 2 5 b 2 3 0 h 1m 3 2s p 17 5 0 3 0 3 " +
  "19 j r 5 a 6 n 2 6 8 22 2 3k e i 2 7 3 1 3 l 2 6 2 0 4 3 3 8 3 1 3 3 9 0 5 1 2 4 d 1 b 0 2 0 3 2 2 5 " +
  "5 1 3 l 2 6 2 1 2 1 2 1 3 0 2 4 5 1 3 2 4 0 8 3 2 0 i 5 c 2 2 8 2 2 2 l 2 6 2 1 2 4 3 9 2 2 2 2 3 0 " +
  "g 3 m 6 2 2 2 7 3 1 3 l 2 6 2 1 2 4 3 8 3 1 3 2 8 2 5 1 2 4 e 0 h 1 2 5 4 2 2 3 4 1 2 0 2 1 4 1 4 2 " +
  "4 b 5 4 4 2 2 3 3 0 7 0 15 c 2 2 2 m 2 f 3 8 2 2 2 3 8 1 2 2 2 1 3 3 t 3 2 7 2 2 2 m 2 9 2 4 3 8 2 2 " +
  "2 3 8 1 6 2 2 3 e 2 d c 2 2 2 1e 2 2 2 4 6 3 8 4 n 5 2 2 2 h 4 n 2 8 2 0 3 6 4 0 5 5 2 0 2 7 j 1 e " +
  "1l 6 e 1f 1 2 0 2 4 2 n 2 0 2 m 3 4 2 0 2 6 e 3 x 0 o 1 s 0 2 0 2 0 5 9 2 z 5 j 2 h 2 z a 0 1m 1r h " +
  "1r b 3 3 11 2 0 6 0 3 16 2 98 2 3 3 6 2 0 2 3 3 14 2 3 3 w 2 3 3 6 2 0 2 3 3 e 2 1k 2 3 3 1u 3 2 x f " +
  "h 2d 3 5 4 h7 3 g 2 p 6 22 7 7 8 l a l c j d c 2 2 2 1 d 2b 4 0 5 1 1a 2 2 0 h 2g 8 16 6 1x b u 2 b " +
  "5 b l t 3 4 c 17 5 p 1j r 5 1q 2 s 3 0 14 0 9 19 3 b l 24 v 8 d 1b b 1l d 1j m 2 b z 3 a 6 16 3 2 h " +
  "2 2 12 6 et 3 5 3 11 3 5 3 7 2 0 2 0 2 0 2 u 3 1g 2 6 2 0 4 2 2 6 4 3 3 5 5 c 6 2 2 6 39 0 e 0 h c " +
  "1g w i 0 5 0 3 9 2 0 4 4 7 0 2 0 2 0 2 3 2 a 3 3 6 4 5 0 1h 1 22k 6c 7 8 d 11 2 0 6 0 3 1j 8 0 g n a " +
  "6 2 6 2 6 2 6 2 6 2 6 2 6 2 6 2 v 1c 0 d2 1 10 5 2 4 6 1 5 2d 3 1 3 2 2 2h 2 3 6 16 2 2l i v 1d f e9 " +
  "533 1t h3g 1w 19 3 7g 4 f b 1 l 1e 2 9 2 2u b 1 12 8 3 2u 3 29 l 1i 5 0 k 1f d 1x r n 4 0 2 2 b z 3 " +
  "z d s 4 1s f 0 h f b 4 2 1i a d j m 4 20 p 2 3 f 3 4 b 5 3 5 3 5 a 6 2 6 2 16 2 d 7 3e 2 1 j 8mb d m " +
  "5 1c 6it a5 3 2x 13 6 d 4 6 b 2 c 2 4 2 0 2 1 2 1 2 2z y a2 j 1r 3 1h 15 b 5 f h f 1t 4 2 3q 11 p 7 " +
  "p c 2g 4 5 3 5 3 5 3 2";

/** `[\p{P}\p{S}]` */
export const punctuationAndSymbols =
  "x e b 6 r 5 r 3 z 8 2 1 2 3 3 0 2 2 3 0 4 0 o 0 w 0 cr 3 d d 6 6 2 0 2 g 3a 0 9 0 6 1 2 0 33 0 3w 0 " +
  "60 5 16 1 3 2 1b 0 2 0 3 0 3 0 19 1 i 9 c 0 2 2 23 3 2v 0 a 0 b 0 k 1 2 d 6h 3 5 1 1d e w 0 16 0 64 " +
  "1 b 0 3m 1 7 1 2 0 3d 0 3e 1 3j 0 3n 7 3h 0 8 0 5 0 5n 0 16 0 3f 0 23 0 g 0 b 1 4m m 3 5 l 0 2 0 2 0 " +
  "2 3 20 0 1l 7 2 5 2 c 34 5 27 1 2k 0 h1 8 14 9 2v 0 h9 1 19 1 27 2 20 1 4e 2 2 3 11 a 8m 0 4 1 49 x " +
  "v 1 3l 6 2 5 4h 1 b g a b 3h 3 1o 4 1r 1 1t 7 c 0 kq 0 2 2 c 2 e 2 e 2 e 1 i n 9 1a s 4 c 4 i x 1r 1 " +
  "2 3 2 1 b 0 2 2 6 5 2 0 2 0 2 0 5 0 c 1 5 4 6 3 2 0 1n 1 5 ih n a 2a 25 n hh v rj 3 3t 6e 5 f 3 2 1 " +
  "35 0 40 1a 2 19 z p 2 2g d 5x r f 2 3 4 o g 0 6 1 6 2 2k 1 4 0 2j 0 45 1 5 9 x 11 a 0 h u c t 9 0 g " +
  "v b 12 g 8v 535 1r h3l 1i 1k 1 7i 2 2s 0 b 0 38 5 9 m a 1 2w 1 4e 3 b 3 1n 3 2f 1 15 2 2 0 1e 1 1c 0 " +
  "2q c h 1 3h 3 o 2 2t 1 h 1 2y 0 f 1 3k 0 fni 0 3t w a4 h 1t 1 1j 7 19 3 h 9 n y 2 i 2 3 46 e b 6 r 5 " +
  "r a 3f 6 2 6 e 1";

/** `\p{N}` */
export const numbers =
  "1c 9 3d 1 6 0 3 2 142 9 3r 9 5j 9 bh 9 3b 9 5 5 31 9 3b 9 3b 9 3 5 33 c 38 9 9 6 2w 9 2x 6 8 i 32 9 " +
  "2p 9 3b 9 1z j 7h 9 1z 9 k0 j oi 2 6o 9 7 9 n 9 8d 9 3l a 4m 9 7 9 53 9 2f 9 3r 9 7 9 t3 0 4 5 7 9 " +
  "5j 1e 3 4 k7 1n 27 l hj t 12i 0 lm 0 q 8 f 2 9k 3 3v 9 v 7 2 e x 9 14 e msh 9 59 9 8x 5 4b 9 13 9 5j " +
  "9 n 9 2f 9 bb 9 gev 9";

/** `\p{Zs}` */
export const spaceSeparators = "w 0 3k 0 4bk 0 1vk a 11 0 1c 0 335 0";

/** `\p{Cc}` */
export const controls = "0 v 2o w";
