using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace K8sRouter.Crds.Schema;

/// <summary>The docstrings that the compiler wrote beside an assembly, as plain text.</summary>
internal sealed class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    private XmlDocumentation(XDocument document) =>
        _members = document.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <exception cref="FileNotFoundException">The assembly was deployed without its documentation file.</exception>
    public static XmlDocumentation Beside(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(
                $"The descriptions of fields come from {Path.GetFileName(file)}, which isn't beside the program.", file);
        }
        return new XmlDocumentation(XDocument.Load(file));
    }

    public string Of(Type type) => Summary($"T:{type.FullName}");

    public string Of(MemberInfo member) =>
        Summary($"{(member is PropertyInfo ? 'P' : 'F')}:{member.DeclaringType!.FullName}.{member.Name}");

    private string Summary(string member)
    {
        var summary = _members.GetValueOrDefault(member)?.Element("summary")
            ?? throw new InvalidOperationException($"{member} has no docstring.");
        var text = new StringBuilder();
        Write(summary, text);
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Write(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "c" } code:
                    text.Append(code.Value);
                    break;
                case XElement { Name.LocalName: "see" } reference:
                    text.Append(reference.Attribute("cref")?.Value.Split('.', ':')[^1]);
                    break;
                case XElement other:
                    Write(other, text);
                    break;
            }
        }
    }
}
