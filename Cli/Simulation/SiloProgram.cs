namespace Orchestrator.Cli;

/// <summary>Finds the server's program.</summary>
internal static class SiloProgram
{
    private const string Name = "Orchestrator.Silo";
    private static readonly string[] Configurations = ["Debug", "Release"];

    /// <param name="given">What the user named: the program or the folder it lies in; null to look beside the tool and in the checkout it was built in.</param>
    /// <exception cref="FileNotFoundException">It is nowhere.</exception>
    public static string Find(string? given) => given is not null
        ? (Directory.Exists(given) ? In(given) : File.Exists(given) ? Path.GetFullPath(given) : null)
            ?? throw new FileNotFoundException($"There is no {Name} at {given}.")
        : In(AppContext.BaseDirectory) ?? InCheckout(new DirectoryInfo(AppContext.BaseDirectory))
            ?? throw new FileNotFoundException($"No server runs, and {Name} lies neither beside this tool nor in a checkout around it; --silo names it.");

    private static string? In(string folder) =>
        Path.GetFullPath(Path.Combine(folder, $"{Name}.dll")) is var path && File.Exists(path) ? path : null;

    /// <summary>The build output of a checkout above <paramref name="folder"/>; the one built as the tool was comes first.</summary>
    private static string? InCheckout(DirectoryInfo folder)
    {
        var framework = folder.Name;
        foreach (var configuration in Configurations.OrderByDescending(name => name.Equals(folder.Parent?.Name, StringComparison.OrdinalIgnoreCase)))
        {
            for (var parent = folder.Parent; parent is not null; parent = parent.Parent)
            {
                if (In(Path.Combine(parent.FullName, "Silo", "bin", configuration, framework)) is { } path)
                    return path;
            }
        }

        return null;
    }
}
