using System.Text.RegularExpressions;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>Commands of the documentation, to be run as they are written.</summary>
internal static class Documents
{
    /// <summary>The first block of commands after a text.</summary>
    /// <param name="document">Path below the repository's root.</param>
    /// <param name="after">The text, such as a heading.</param>
    public static async Task<string> CommandsAsync(string document, string after)
    {
        string text = await File.ReadAllTextAsync(Repository.File(document));
        var block = Regex.Match(text, Regex.Escape(after) + ".*?```\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"{document} has no commands after \"{after}\"");
        return block.Groups[1].Value;
    }
}
