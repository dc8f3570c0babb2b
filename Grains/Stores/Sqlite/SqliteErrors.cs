namespace Orchestrator.Grains.Stores;

/// <summary>SQLite's primary result codes that mean something to an operator.</summary>
internal static class SqliteErrors
{
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Io = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;

    public static string Describe(int code) => code switch
    {
        Busy or Locked => "another process holds the write lock",
        ReadOnly => "it is read-only",
        Io => "the disk reported an input or output error",
        Corrupt => "it is damaged; restore a backup",
        Full => "the disk is full",
        CannotOpen => "it cannot be opened; check that the folder exists and is writable",
        NotADatabase => "it is not an SQLite database",
        _ => $"SQLite error {code}",
    };
}
