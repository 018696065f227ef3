export async function makeArchive(_file: string): Promise<void> {}
