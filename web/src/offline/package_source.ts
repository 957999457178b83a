import type { RangeResponse, Source } from "pmtiles";

/** What of a package is on this device. */
export interface KeptPart {
  /** The version of the file that the pieces are of. */
  readonly etag: string;
  /** Bytes that are kept; null when some of them are not. */
  read(offset: number, length: number): Promise<ArrayBuffer | null>;
}

/**
 * A map package, read from this device where it is kept and else from the station. Pieces of two versions are never mixed: when
 * the station has another one than is kept, it alone is read while it is reached, and `superseded` is told.
 */
export class PackageSource implements Source {
  private readsStation = false;
  private readonly asked = new Map<string, Promise<RangeResponse>>();

  constructor(
    private readonly station: Source,
    private readonly kept: () => KeptPart | null,
    private readonly Mismatch: new () => Error,
    private readonly superseded: () => void,
  ) {}

  getKey(): string {
    return this.station.getKey();
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal, etag?: string): Promise<RangeResponse> {
    if (!this.readsStation || (etag !== undefined && etag === this.kept()?.etag)) {
      const own = await this.own(offset, length, etag);
      if (own) return own;
    }
    try {
      const answer = await this.once(offset, length, signal, etag);
      if (etag !== undefined && answer.etag !== undefined && answer.etag !== etag) throw new this.Mismatch();
      return answer;
    } catch (problem) {
      return this.otherwise(problem, offset, length, signal, etag);
    }
  }

  /** The library reads the header again, and all that follows, after a mismatch. */
  private async otherwise(
    problem: unknown,
    offset: number,
    length: number,
    signal: AbortSignal | undefined,
    etag: string | undefined,
  ): Promise<RangeResponse> {
    signal?.throwIfAborted();
    const isOtherVersion = problem instanceof this.Mismatch;
    if (isOtherVersion && !this.readsStation && this.kept()) {
      this.readsStation = true;
      this.superseded();
    } else if (!isOtherVersion && this.readsStation) {
      // Out of reach: the older version is better than none.
      this.readsStation = false;
      const own = await this.own(offset, length, etag);
      if (own) return own;
    }
    throw problem;
  }

  private async own(offset: number, length: number, etag: string | undefined): Promise<RangeResponse | null> {
    const kept = this.kept();
    const data = kept && (await kept.read(offset, length));
    if (!kept || !data) return null;
    if (etag !== undefined && etag !== kept.etag) throw new this.Mismatch();
    return { data, etag: kept.etag };
  }

  /** Tiles that come in together need the same directory: one request. */
  private async once(offset: number, length: number, signal?: AbortSignal, etag?: string): Promise<RangeResponse> {
    const name = `${offset}-${length}-${etag ?? ""}`;
    const same = this.asked.get(name);
    if (same) {
      try {
        return await same;
      } catch {
        // Whoever asked first has left, or it failed: asked again for this one.
        signal?.throwIfAborted();
      }
    }
    const asked = this.station.getBytes(offset, length, signal, etag).finally(() => this.asked.delete(name));
    this.asked.set(name, asked);
    return asked;
  }
}
