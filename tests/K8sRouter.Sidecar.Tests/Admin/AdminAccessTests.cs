using K8sRouter.Sidecar.Admin;

namespace K8sRouter.Sidecar.Tests.Admin;

public sealed class AdminAccessTests
{
    private const string Token = "dG9rZW4tY2FuYXJ5LW9mLXRoZS1hZG1pbi1wb3J0LTE=";

    [Theory]
    [InlineData("Bearer " + Token)]
    [InlineData("bearer " + Token)]
    [InlineData("Bearer  " + Token + " ")]
    public void The_token_opens(string authorization) => Assert.Null(AdminAccess.Refusal(authorization, Token));

    [Theory]
    [InlineData(null, AdminAccess.TokenRequired)]
    [InlineData("", AdminAccess.TokenRequired)]
    [InlineData(Token, AdminAccess.TokenRequired)]
    [InlineData("Basic " + Token, AdminAccess.TokenRequired)]
    [InlineData("Bearer ", AdminAccess.TokenWrong)]
    [InlineData("Bearer " + Token + "x", AdminAccess.TokenWrong)]
    [InlineData("Bearer dG9rZW4", AdminAccess.TokenWrong)]
    public void Anything_else_is_told_what_to_send(string? authorization, string reason)
    {
        Assert.Equal(reason, AdminAccess.Refusal(authorization, Token));
        Assert.DoesNotContain("dG9rZW4", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    public void Without_a_token_in_the_configuration_nobody_gets_in(string? token) =>
        Assert.Equal(AdminAccess.NoTokenYet, AdminAccess.Refusal("Bearer " + token, token));
}
