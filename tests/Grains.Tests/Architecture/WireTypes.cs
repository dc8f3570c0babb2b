using System.Reflection;
using System.Text;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Grains.Tests.Architecture;

/// <summary>
/// The data that travels between silos, as text: the members of contracts by their numbers, of the decision library's records by their names (these travel as JSON),
/// and the values of enums. The analyzer's own manifest holds the methods of grains only.
/// </summary>
internal static class WireTypes
{
    public static string Manifest()
    {
        var text = new StringBuilder();
        foreach (var type in Reachable().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in Members(type))
                text.Append("  ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static HashSet<Type> Reachable()
    {
        var found = new HashSet<Type>();
        var pending = new Queue<Type>(typeof(ITaskGrain).Assembly.GetTypes().Where(IsContract));
        foreach (var method in typeof(ITaskGrain).Assembly.GetTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).SelectMany(type => type.GetMethods()))
        {
            foreach (var part in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).SelectMany(Parts))
                pending.Enqueue(part);
        }

        while (pending.TryDequeue(out var type))
        {
            if (!IsOurs(type) || !found.Add(type) || type.IsEnum)
                continue;
            foreach (var part in Properties(type).SelectMany(property => Parts(property.PropertyType)))
                pending.Enqueue(part);
        }

        return found;
    }

    private static string Head(Type type) => type.IsEnum ? $"enum {type.FullName}" : IsContract(type) ? $"type {type.FullName} [{Alias(type)}]" : $"json {type.FullName}";

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{Convert.ToInt64(Enum.Parse(type, name), null)}: {name}");
        return IsContract(type)
            ? Properties(type).Where(property => property.IsDefined(typeof(IdAttribute))).OrderBy(Id).Select(property => $"{Id(property)}: {Name(property.PropertyType)} {property.Name}")
            : Properties(type).Where(property => property.CanWrite).Select(property => $"{property.Name}: {Name(property.PropertyType)}").Order(StringComparer.Ordinal);
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsArray ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    private static bool IsOurs(Type type) => type.FullName?.StartsWith("Orchestrator.", StringComparison.Ordinal) == true && !type.IsInterface;

    private static bool IsContract(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    private static string? Alias(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias;

    private static uint Id(PropertyInfo property) => property.GetCustomAttribute<IdAttribute>()!.Id;

    private static string Name(Type type) =>
        type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : Nullable.GetUnderlyingType(type) is { } value ? $"{Name(value)}?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
