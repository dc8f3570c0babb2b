namespace Orchestrator.Engines;

/// <summary>Finds a member in JSON text without parsing it: enough to look at a key whose quoted name cannot occur inside a string.</summary>
internal static class JsonScan
{
    /// <summary>The text from the value of the first member named <paramref name="quotedName"/> on; empty when there is none.</summary>
    public static ReadOnlySpan<byte> After(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedName)
    {
        for (int at = json.IndexOf(quotedName); at >= 0; at = json.IndexOf(quotedName))
        {
            json = json[(at + quotedName.Length)..].TrimStart(" \t\r\n"u8);
            // Without a colon it was a string value that happens to read like the name.
            if (json.StartsWith(":"u8))
                return json[1..].TrimStart(" \t\r\n"u8);
        }

        return default;
    }
}
