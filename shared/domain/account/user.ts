import type { Role } from '../access.ts';

/** Who may log in. The id is made of the e-mail address, so that an address can have one account only. */
export interface User {
  readonly id: string;
  readonly ver: number;
  /** As in `normalEmail`. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** The organisation of a provider's user, null for all others. */
  readonly providerId: string | null;
  /** The client whom a client's account is about, null for all others. */
  readonly clientId: string | null;
  readonly passwordHash: string;
  /** Raised when the role, the password or the rights change: sessions begun under another number are over. */
  readonly tokenVersion: number;
  readonly disabled: boolean;
}

/** One person writes their address in many ways; the account is one. */
export const normalEmail = (text: string): string => text.trim().normalize('NFC').toLowerCase();
