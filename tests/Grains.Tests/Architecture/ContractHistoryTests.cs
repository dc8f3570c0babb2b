namespace Orchestrator.Grains.Tests.Architecture;

/// <summary>
/// Silos of two versions run side by side during an upgrade. What the version before knew by a name or a number must mean the same today: the manifests of the last
/// release (<c>*.released.txt</c>) are compared with today's. Set <c>RELEASE_CONTRACTS=1</c> to take today's for released ones, when a version goes out.
/// </summary>
public sealed class ContractHistoryTests
{
    private const string Methods = "OrleansContracts.released.txt", Data = "WireTypes.released.txt";

    private static readonly Dictionary<string, List<string>> Today = Read([.. File.ReadAllLines(Path.Combine(Root, "Grains.Interfaces/OrleansContracts.txt")), .. WireTypes.Manifest().Split('\n')]);
    private static readonly Dictionary<string, List<string>> Released = ReadReleased();

    public static TheoryData<string> Contracts => [.. Released.Keys];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Nothing_that_was_released_is_gone_renamed_or_renumbered(string contract) => Assert.Empty(Broken(contract, Released[contract], Today));

    [Fact]
    public void Methods_and_data_are_both_looked_at()
    {
        Assert.Contains(Released.Keys, contract => contract.StartsWith("interface ", StringComparison.Ordinal));
        Assert.Contains("0: Guid Id", Released["type Orchestrator.Grains.Interfaces.TaskSnapshot [TaskSnapshot]"]);
        Assert.Contains("0: Gpu", Released["enum Orchestrator.Routing.ComputeTarget"]);
        Assert.Contains(Released.Keys, contract => contract.StartsWith("json Orchestrator.Routing.RoutingDecision", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("type A", "  0: string Name", "type A|  1: string Name")]
    [InlineData("type A", "  0: string Name", "type A|  0: int Name")]
    [InlineData("type A", "  0: string Name", "type B|  0: string Name")]
    [InlineData("interface I", "  Get: Get(int) -> Task", "interface I|  Get: Get(long) -> Task")]
    public void A_member_that_is_gone_or_means_something_else_is_found(string contract, string member, string today) =>
        Assert.NotEmpty(Broken(contract, [member.Trim()], Read(today.Split('|'))));

    [Fact]
    public void What_is_added_at_the_end_is_no_break() =>
        Assert.Empty(Broken("type A", ["0: string Name"], Read(["type A", "  0: string Name", "  1: int Count"])));

    private static IEnumerable<string> Broken(string contract, List<string> members, Dictionary<string, List<string>> today) =>
        !today.TryGetValue(contract, out var now) ? [$"{contract} is gone"] : members.Except(now).Select(member => $"{contract}: '{member}' is gone or means something else");

    private static Dictionary<string, List<string>> ReadReleased()
    {
        if (Environment.GetEnvironmentVariable("RELEASE_CONTRACTS") == "1")
        {
            File.Copy(Path.Combine(Root, "Grains.Interfaces/OrleansContracts.txt"), Path.Combine(Folder, Methods), overwrite: true);
            File.WriteAllText(Path.Combine(Folder, Data), WireTypes.Manifest());
        }

        return Read([.. File.ReadAllLines(Path.Combine(Folder, Methods)), .. File.ReadAllLines(Path.Combine(Folder, Data))]);
    }

    /// <summary>Contracts by their head line; a line that is indented belongs to the one above.</summary>
    private static Dictionary<string, List<string>> Read(IEnumerable<string> lines)
    {
        var contracts = new Dictionary<string, List<string>>();
        List<string> members = [];
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
                members.Add(line.Trim());
            else
                contracts.Add(line, members = []);
        }

        return contracts;
    }

    private static string Folder => Path.Combine(Root, "tests/Grains.Tests/Architecture");

    private static string Root => FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Orleans.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
