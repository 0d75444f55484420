#!/bin/sh
echo ${{ values.package }}
