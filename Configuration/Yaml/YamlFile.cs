using Orchestrator.Routing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Configuration;

/// <summary>Reads YAML text into values that know where they stand, and collects every error instead of stopping at the first.</summary>
public static class YamlFile
{
    /// <summary>
    /// Parses <paramref name="text"/>, which holds exactly one document. Null when it is not YAML; <paramref name="errors"/> then says where.
    /// A duplicate key is a syntax error.
    /// </summary>
    public static YamlValue? Parse(string text, YamlErrors errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        var stream = new YamlStream();
        try
        {
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
}
