/** Temporary. */
export function adminUrl (): string { return process.env['TEST_DATABASE_URL'] as string }
