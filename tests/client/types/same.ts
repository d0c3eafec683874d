// Whether two types are one and the same, which none is with `any` but `any`: `true satisfies Same<A, B>`.

export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
