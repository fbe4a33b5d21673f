/**
 * The format of run files: records of a fixed number of 32-bit words, checksummed block by block, read as a stream or at random.
 *
 * Little-endian; all numbers unsigned.
 *
 * | bytes                | what                                                             |
 * |----------------------|------------------------------------------------------------------|
 * | 8                    | magic `wudaorun`                                                 |
 * | 4                    | version, 1                                                       |
 * | 4                    | bytes a record (a multiple of 4)                                 |
 * | 4 + 4                | records: low word, high word                                     |
 * | 4                    | records a block                                                  |
 * | 4                    | sections                                                         |
 * | records * width      | the records                                                      |
 * | 4 * blocks           | crc32 of each block                                              |
 * | 8 * (sections + 1)   | first record of each section, low and high word; then all records |
 * | 4                    | crc32 of the header, the block checksums and the section starts  |
 *
 * A sorted run may be cut into sections: equal ranges of the first word of a record. So a file holds what several
 * partitions need, and each reads its own part.
 */

/** The first bytes of a run file. */
export const magic = Buffer.from("wudaorun", "latin1");
export const version = 1;
export const headerBytes = 32;

/** The section that a record with this first word belongs to. */
export function sectionOf(firstWord: number, sections: number): number {
  return Math.floor((firstWord / 4294967296) * sections);
}

/** The least first word of the records of a section, for records that are to be read by section. */
export function firstWordOf(section: number, sections: number): number {
  return Math.ceil((section / sections) * 4294967296);
}

export interface RunShape {
  /** 32-bit words in a record. */
  readonly words: number;
  /** Equal ranges of the first word that can be read alone; 1 for files that are not cut. Default 1. */
  readonly sections?: number;
  /** Aim for the size of a block, the unit of reading and checking. Default 16 KiB. */
  readonly blockBytes?: number;
}

/** Bytes behind the records: checksums of blocks, starts of sections, and the last checksum. */
export function footerBytes(blocks: number, sections: number): number {
  return 4 * blocks + 8 * (sections + 1) + 4;
}
