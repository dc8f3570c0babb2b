using System.Text.Json;

namespace Orchestrator.Gateway.Tests;

public sealed class WireNamesTests
{
    [Fact]
    public void Json_and_wire_names_spell_every_value_alike()
    {
        Check<TaskType>();
        Check<TaskPriority>();
        Check<TaskState>();
        Check<ComputeTarget>();
        Check<DecisionStage>();
        Check<RoutingStage>();
    }

    private static void Check<T>()
        where T : struct, Enum
    {
        JsonSerializerOptions options = WireJson.Configure(new JsonSerializerOptions());
        foreach (T value in Enum.GetValues<T>())
            Assert.Equal($"\"{WireNames.Of(value)}\"", JsonSerializer.Serialize(value, options));
    }
}
