/**
 * The embedded MongoDB engine is built against glibc 2.38, though all it takes from there are C23 twins of old
 * functions (`__isoc23_strtol` and kin, which differ by the prefix 0b) and `fmod` (which differs in errno). On a
 * system with an older glibc this writes copies of its files that ask for the old names instead. Nothing else
 * is changed, the originals stay as they are, and a file that asks for anything unknown is refused.
 *
 * How: an ELF file lists the symbols it imports (.dynsym), the version each wants (.gnu.version) and the versions
 * it needs of each library (.gnu.version_r). "__isoc23_strtol" ends in "strtol", so renaming an import is moving
 * its name offset nine characters on: no string has to be added. The field names below are those of the ELF
 * specification (System V ABI, chapter 4-5; LSB Core, symbol versioning).
 */
const SHT_DYNSYM = 11;
const SHT_GNU_VERNEED = 0x6ffffffe;
const SHT_GNU_VERSYM = 0x6fffffff;
const SYMBOL_SIZE = 24;
const C23_PREFIX = '__isoc23_';

/** The oldest glibc the engine's other imports allow (`arc4random` came with 2.36). */
const NEWEST_ALLOWED = { major: 2, minor: 36 };

/** What every glibc has had from its first day: on x64, and on arm64. In this order, as x64 files name both. */
const BASELINES = ['GLIBC_2.2.5', 'GLIBC_2.17'];

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
}

/** One version a library must offer: where it stands in the file, and the index by which symbols refer to it. */
interface NeededVersion {
  readonly offset: number;
  readonly index: number;
  readonly hash: number;
  readonly nameOffset: number;
  readonly name: string;
}

/**
 * @returns a copy that loads on glibc 2.36 and what was changed in it, one line each (none: the file was fine).
 * @throws when the file is not understood wholly, rather than write one that might misbehave.
 */
export function retargetElf(original: Buffer): { patched: Buffer; changes: string[] } {
  const elf = Buffer.from(original);
  const sections = sectionsOf(elf);
  const symbols = sectionOf(sections, SHT_DYNSYM);
  const versions = sectionOf(sections, SHT_GNU_VERSYM);
  const strings = sections[symbols.link];
  if (!strings) throw new Error('no string table');
  const nameAt = (offset: number) => text(elf, strings.offset + offset);
  const changes: string[] = [];

  for (const needed of neededVersions(elf, sectionOf(sections, SHT_GNU_VERNEED), nameAt)) {
    for (const tooNew of needed.filter((version) => isTooNew(version.name))) {
      const baseline = BASELINES.map((name) => needed.find((one) => one.name === name)).find((found) => found);
      if (!baseline) throw new Error(`${tooNew.name}: no older version to ask for instead`);
      if (elfHash(baseline.name) !== baseline.hash) throw new Error(`${baseline.name}: hash does not match`);

      for (let i = 1; i < symbols.size / SYMBOL_SIZE; i++) {
        const versionAt = versions.offset + i * 2;
        if ((elf.readUInt16LE(versionAt) & 0x7fff) !== tooNew.index) continue;
        const symbolAt = symbols.offset + i * SYMBOL_SIZE;
        const nameOffset = elf.readUInt32LE(symbolAt);
        const name = nameAt(nameOffset);
        const definedHere = elf.readUInt16LE(symbolAt + 6) !== 0;
        const isTwin = name.startsWith(C23_PREFIX);
        if (definedHere || !(isTwin || name === 'fmod'))
          throw new Error(`${name}@${tooNew.name} has no known older twin`);
        const olderName = isTwin ? nameOffset + C23_PREFIX.length : nameOffset;
        elf.writeUInt32LE(olderName, symbolAt);
        elf.writeUInt16LE(baseline.index, versionAt);
        changes.push(`${name}@${tooNew.name} -> ${nameAt(olderName)}@${baseline.name}`);
      }
      // Nobody refers to the new version any more; its entry now repeats the baseline, so the loader is content.
      elf.writeUInt32LE(baseline.hash, tooNew.offset);
      elf.writeUInt32LE(baseline.nameOffset, tooNew.offset + 8);
    }
  }
  return { patched: elf, changes };
}

const text = (elf: Buffer, at: number): string => elf.toString('latin1', at, elf.indexOf(0, at));

function sectionsOf(elf: Buffer): Section[] {
  const isElf64LittleEndian = elf.readUInt32BE(0) === 0x7f454c46 && elf[4] === 2 && elf[5] === 1;
  if (!isElf64LittleEndian) throw new Error('not a 64-bit little-endian ELF file');
  const table = Number(elf.readBigUInt64LE(0x28));
  const entrySize = elf.readUInt16LE(0x3a);
  const count = elf.readUInt16LE(0x3c);
  return Array.from({ length: count }, (_, i) => {
    const at = table + i * entrySize;
    return {
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 24)),
      size: Number(elf.readBigUInt64LE(at + 32)),
      link: elf.readUInt32LE(at + 40),
      info: elf.readUInt32LE(at + 44),
    };
  });
}

function sectionOf(sections: Section[], type: number): Section {
  const section = sections.find((one) => one.type === type);
  if (!section) throw new Error('no dynamic symbol versions');
  return section;
}

/** The versions needed, grouped by the library they are needed of. */
function neededVersions(elf: Buffer, section: Section, nameAt: (offset: number) => string): NeededVersion[][] {
  const libraries: NeededVersion[][] = [];
  let library = section.offset;
  for (let n = 0; n < section.info; n++) {
    const count = elf.readUInt16LE(library + 2);
    const versions: NeededVersion[] = [];
    let at = library + elf.readUInt32LE(library + 8);
    for (let k = 0; k < count; k++) {
      const nameOffset = elf.readUInt32LE(at + 8);
      const hash = elf.readUInt32LE(at);
      versions.push({ offset: at, index: elf.readUInt16LE(at + 6), hash, nameOffset, name: nameAt(nameOffset) });
      at += elf.readUInt32LE(at + 12);
    }
    libraries.push(versions);
    library += elf.readUInt32LE(library + 12);
  }
  return libraries;
}

function isTooNew(version: string): boolean {
  const [, major, minor] = /^GLIBC_(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major > NEWEST_ALLOWED.major || (major === NEWEST_ALLOWED.major && minor > NEWEST_ALLOWED.minor);
}

/** The hash function of the ELF specification (System V ABI, figure 5-13). */
function elfHash(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = ((hash << 4) + byte) >>> 0;
    const high = hash & 0xf0000000;
    if (high) hash ^= high >>> 24;
    hash = (hash & ~high) >>> 0;
  }
  return hash;
}
