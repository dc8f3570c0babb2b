using Orchestrator.Routing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Configuration;

/// <summary>Reads YAML text into values that know where they stand, and collects every error instead of stopping at the first.</summary>
public static class YamlFile
{
    private const int DeepestNesting = 32;

    /// <summary>
    /// Parses <paramref name="text"/>, which holds exactly one document. Null when it is not YAML; <paramref name="errors"/> then says where.
    /// A duplicate key is a syntax error. Aliases (<c>*name</c>) and nesting beyond 32 levels are refused: a small text could otherwise unfold without end.
    /// </summary>
    public static YamlValue? Parse(string text, YamlErrors errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        var stream = new YamlStream();
        try
        {
            if (Refused(text) is { } refusal)
            {
                errors.Add(refusal);
                return null;
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            errors.Add(new PolicyError("", $"not valid YAML: {exception.Message}", (int)exception.Start.Line, (int)exception.Start.Column));
            return null;
        }

        if (stream.Documents.Count == 0)
        {
            errors.Add(new PolicyError("", "the file is empty", 1, 1));
            return null;
        }

        if (stream.Documents.Count > 1)
        {
            var second = stream.Documents[1].RootNode.Start;
            errors.Add(new PolicyError("", "a second YAML document starts here; only one is allowed", (int)second.Line, (int)second.Column));
        }

        return new YamlValue(stream.Documents[0].RootNode, "", errors);
    }

    /// <summary>Reads the events alone, which takes no recursion, and finds what must not reach the tree.</summary>
    private static PolicyError? Refused(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var place = parser.Current!.Start;
            if (parser.Current is AnchorAlias alias)
                return new PolicyError("", $"the alias '*{alias.Value}' is not supported; write the value out", (int)place.Line, (int)place.Column);
            depth += parser.Current.NestingIncrease;
            if (depth > DeepestNesting)
                return new PolicyError("", $"nested more than {DeepestNesting} levels deep", (int)place.Line, (int)place.Column);
        }

        return null;
    }
}
